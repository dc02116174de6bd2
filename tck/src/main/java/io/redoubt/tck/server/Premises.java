package io.redoubt.tck.server;

import io.redoubt.tck.net.LoopbackPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What a server comes back to when it is started again: binary, ports, and the directory with its configuration.
 *
 * @param own the ports that are given back when the server is closed; not one that its options demanded
 */
record Premises(
        Path binary, List<String> arguments, OwnDirectory directory, int port, int tlsPort, List<LoopbackPort> own) {

    static final String LOOPBACK = "127.0.0.1";

    private static final String CONF = "redis.conf";
    private static final String LOG = "server.log";

    Premises {
        arguments = List.copyOf(arguments);
        own = List.copyOf(own);
    }

    static Premises create(Path binary, ServerOptions options, Supplier<LoopbackPort> ports) {
        OwnDirectory directory = OwnDirectory.create();
        List<LoopbackPort> own = new ArrayList<>();
        int port = options.port() == 0 ? taken(ports, own) : options.port();
        int tlsPort = options.tls() == null ? 0 : taken(ports, own);
        try {
            // A file and not arguments: passwords do not belong into the list of processes.
            List<Directive> lines = new ArrayList<>();
            lines.add(Directive.of("bind", LOOPBACK));
            lines.add(Directive.of("dir", directory.path()));
            lines.addAll(Configuration.of(options, port, tlsPort));
            lines.removeIf(line -> !ServerVersion.knows(binary, line));
            Files.writeString(directory.file(CONF), Directive.file(lines));
            return new Premises(binary, options.kind().arguments(), directory, port, tlsPort, own);
        } catch (IOException e) {
            own.forEach(LoopbackPort::close);
            directory.delete();
            throw new UncheckedIOException("Cannot configure " + binary, e);
        }
    }

    private static int taken(Supplier<LoopbackPort> ports, List<LoopbackPort> own) {
        LoopbackPort port = ports.get();
        own.add(port);
        return port.number();
    }

    Process start() throws IOException {
        List<String> command =
                new ArrayList<>(List.of(binary.toString(), directory.file(CONF).toString()));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .directory(directory.path().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    Path log() {
        return directory.file(LOG);
    }

    /** Adds a line to the configuration, for the next start. */
    void configure(Directive line) {
        try {
            Files.writeString(directory.file(CONF), Directive.file(List.of(line)), StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot configure " + binary, e);
        }
    }

    /** Removes the directory, and gives the ports back. Idempotent. */
    void clear() {
        directory.delete();
        own.forEach(LoopbackPort::close);
    }

    /** Removes the data that the server keeps, and nothing else: a node of a cluster stays who it is. */
    void removeData() {
        try (Stream<Path> tree = Files.walk(directory.path())) {
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".rdb") || name.contains(".aof")) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove the data in " + directory.path(), e);
        }
    }
}
