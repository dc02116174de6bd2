package io.redoubt.tck.server;

import io.redoubt.tck.net.LoopbackPort;
import io.redoubt.tck.process.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A server as a process of this machine, in a directory of its own. */
final class ProcessRun implements ServerRun {

    private static final int LOG_TAIL = 30;
    private static final long PATIENCE_SECONDS = 30;

    private final Process process;
    private final Premises premises;
    /** Not its id, which the system may give to another process once this one has ended. */
    private volatile ProcessHandle server;

    private volatile boolean claimed;

    private ProcessRun(Process process, Premises premises) {
        this.process = process;
        this.premises = premises;
        this.server = process.toHandle();
        Orphans.enter(premises.directory().path(), server);
    }

    static ProcessRun start(Path binary, ServerOptions options, Supplier<LoopbackPort> ports) {
        Premises premises = Premises.create(binary, options, ports);
        try {
            return new ProcessRun(premises.start(), premises);
        } catch (IOException e) {
            premises.clear();
            throw new UncheckedIOException("Cannot start " + binary, e);
        }
    }

    @Override
    public ServerRun again(Consumer<Premises> change) {
        end();
        change.accept(premises);
        OpenServers.ofThisJvm().forget(this);
        return OpenServers.ofThisJvm().start(() -> {
            try {
                return new ProcessRun(premises.start(), premises);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot start again " + premises.binary(), e);
            }
        });
    }

    @Override
    public String host() {
        return Premises.LOOPBACK;
    }

    @Override
    public int port() {
        return premises.port();
    }

    @Override
    public int tlsPort() {
        return premises.tlsPort();
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public boolean claim(long processId) {
        if (processId == process.pid()) {
            claimed = process.isAlive();
            return claimed;
        }
        // The binary may be a script that starts the server as its child.
        Optional<ProcessHandle> child = process.descendants()
                .filter(handle -> handle.pid() == processId)
                .findFirst();
        child.ifPresent(handle -> {
            server = handle;
            claimed = true;
            Orphans.enter(premises.directory().path(), handle);
        });
        return child.isPresent();
    }

    @Override
    public void signal(Signal signal) {
        if (signal == Signal.KILL) {
            end();
        } else if (server.isAlive()) {
            signal.send(server.pid());
        }
    }

    @Override
    public void stop() {
        end();
        premises.clear();
        OpenServers.ofThisJvm().forget(this);
    }

    @Override
    public String logTail() {
        try {
            List<String> lines = new String(Files.readAllBytes(premises.log()), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e + ")";
        }
    }

    /**
     * Ends the process as a crash does, also while it stands still, and waits for its end. There is nothing that a gentle end
     * would save: what the server keeps goes with its directory, or is on disk already.
     */
    private void end() {
        if (!claimed) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
        }
        server.destroyForcibly();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
