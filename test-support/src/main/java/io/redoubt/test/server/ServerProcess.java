package io.redoubt.test.server;

import io.redoubt.test.net.ReservedLoopbackPort;
import io.redoubt.test.process.Signal;
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

/** Test server that runs as a local process and has a directory of its own. */
final class ServerProcess implements RunningServer {

    private static final int LOG_TAIL = 30;
    private static final long TIMEOUT_SECONDS = 30;

    private final Process process;
    private final ServerResources home;
    /**
     * The process of the server. A handle and not an id, since the system may assign the id to another process
     * once this one has ended.
     */
    private volatile ProcessHandle server;

    private volatile boolean confirmed;

    private ServerProcess(Process process, ServerResources home) {
        this.process = process;
        this.home = home;
        this.server = process.toHandle();
        OrphanReaper.recordProcess(home.directory().path(), server);
    }

    static ServerProcess start(Path binary, ServerOptions options, Supplier<ReservedLoopbackPort> ports) {
        ServerResources home = ServerResources.create(binary, options, ports);
        try {
            return new ServerProcess(home.start(), home);
        } catch (IOException e) {
            home.delete();
            throw new UncheckedIOException("Cannot start " + binary, e);
        }
    }

    @Override
    public RunningServer restart(Consumer<ServerResources> change) {
        killProcess();
        change.accept(home);
        ServerRegistry.ofThisJvm().remove(this);
        return ServerRegistry.ofThisJvm().start(() -> {
            try {
                return new ServerProcess(home.start(), home);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot start again " + home.binary(), e);
            }
        });
    }

    @Override
    public String host() {
        return ServerResources.LOOPBACK;
    }

    @Override
    public int port() {
        return home.port();
    }

    @Override
    public int tlsPort() {
        return home.tlsPort();
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public boolean confirmProcessId(long processId) {
        if (processId == process.pid()) {
            confirmed = process.isAlive();
            return confirmed;
        }
        // The binary may be a script that starts the server as its child process.
        Optional<ProcessHandle> child = process.descendants()
                .filter(handle -> handle.pid() == processId)
                .findFirst();
        child.ifPresent(handle -> {
            server = handle;
            confirmed = true;
            OrphanReaper.recordProcess(home.directory().path(), handle);
        });
        return child.isPresent();
    }

    @Override
    public void signal(Signal signal) {
        if (signal == Signal.KILL) {
            killProcess();
        } else if (server.isAlive()) {
            signal.send(server.pid());
        }
    }

    @Override
    public void stop() {
        killProcess();
        home.delete();
        ServerRegistry.ofThisJvm().remove(this);
    }

    @Override
    public String logTail() {
        try {
            List<String> lines = new String(Files.readAllBytes(home.log()), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e + ")";
        }
    }

    /**
     * Kills the process as a crash would, even while it is suspended, and waits for its end. A graceful shutdown
     * would save nothing: persisted data is either on disk already or deleted with the directory.
     */
    private void killProcess() {
        if (!confirmed) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
        }
        server.destroyForcibly();
        try {
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
