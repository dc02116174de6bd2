package io.redoubt.tck.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/** A server as a process of this machine, in a directory of its own. */
final class ProcessRun implements ServerRun {

    private static final String LOOPBACK = "127.0.0.1";
    private static final String LOG = "server.log";
    private static final int LOG_TAIL = 30;
    private static final long PATIENCE_SECONDS = 2;

    private final Process process;
    private final OwnDirectory directory;
    private final int port;
    private final int tlsPort;
    /** Not its id, which the system may give to another process once this one has ended. */
    private volatile ProcessHandle server;

    private volatile boolean standing;

    private ProcessRun(Process process, OwnDirectory directory, int port, int tlsPort) {
        this.process = process;
        this.directory = directory;
        this.port = port;
        this.tlsPort = tlsPort;
        this.server = process.toHandle();
    }

    static ProcessRun start(Path binary, ServerOptions options, IntSupplier ports) {
        int port = options.port() == 0 ? ports.getAsInt() : options.port();
        int tlsPort = options.tls() == null ? 0 : ports.getAsInt();
        OwnDirectory directory = OwnDirectory.create();
        try {
            // A file and not arguments: passwords do not belong into the list of processes.
            Path conf = directory.file("redis.conf");
            List<Directive> lines = new ArrayList<>();
            lines.add(Directive.of("bind", LOOPBACK));
            lines.add(Directive.of("dir", directory.path()));
            lines.addAll(Configuration.of(options, port, tlsPort));
            Files.writeString(conf, Directive.file(lines));
            Process process = new ProcessBuilder(binary.toString(), conf.toString())
                    .directory(directory.path().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.file(LOG).toFile())
                    .start();
            return new ProcessRun(process, directory, port, tlsPort);
        } catch (IOException e) {
            directory.delete();
            throw new UncheckedIOException("Cannot start " + binary, e);
        }
    }

    @Override
    public String host() {
        return LOOPBACK;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public int tlsPort() {
        return tlsPort;
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public boolean claim(long processId) {
        // The binary may be a script that starts the server as its child.
        Optional<ProcessHandle> ours = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .filter(handle -> handle.pid() == processId)
                .findFirst();
        ours.ifPresent(handle -> server = handle);
        return ours.isPresent();
    }

    @Override
    public void signal(Signal signal) {
        if (server.isAlive()) {
            signal.send(server.pid());
        }
        standing = signal == Signal.STOP;
        if (signal == Signal.KILL) {
            end();
        }
    }

    @Override
    public void stop() {
        if (standing) {
            server.destroyForcibly();
        } else {
            server.destroy();
        }
        end();
        directory.delete();
        OpenServers.ofThisJvm().forget(this);
    }

    @Override
    public String logTail() {
        try {
            List<String> lines = new String(Files.readAllBytes(directory.file(LOG)), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e + ")";
        }
    }

    /** Waits for the end of the process, and brings it about by force if it is late. */
    private void end() {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
