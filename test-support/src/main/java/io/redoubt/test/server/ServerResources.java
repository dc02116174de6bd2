package io.redoubt.test.server;

import io.redoubt.test.net.ReservedLoopbackPort;
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
 * Resources that a test server keeps when it restarts: binary, arguments, ports and directory.
 *
 * @param ownedPorts the reserved ports, released when the server is closed; a port that the options demanded is
 *     not among them
 */
record ServerResources(
        Path binary,
        List<String> arguments,
        ServerDirectory directory,
        int port,
        int tlsPort,
        List<ReservedLoopbackPort> ownedPorts) {

    static final String LOOPBACK = "127.0.0.1";

    private static final String CONF = "redis.conf";
    private static final String LOG = "server.log";

    ServerResources {
        arguments = List.copyOf(arguments);
        ownedPorts = List.copyOf(ownedPorts);
    }

    static ServerResources create(Path binary, ServerOptions options, Supplier<ReservedLoopbackPort> ports) {
        ServerDirectory directory = ServerDirectory.create();
        List<ReservedLoopbackPort> ownedPorts = new ArrayList<>();
        int port = options.port() == 0 ? takePort(ports, ownedPorts) : options.port();
        int tlsPort = options.tls() == null ? 0 : takePort(ports, ownedPorts);
        try {
            // A file rather than arguments, since arguments, including passwords, show in the list of processes.
            List<ConfigDirective> lines = new ArrayList<>();
            lines.add(ConfigDirective.of("bind", LOOPBACK));
            lines.add(ConfigDirective.of("dir", directory.path()));
            lines.addAll(ServerConfigFactory.of(options, port, tlsPort));
            lines.removeIf(line -> !SupportedDirectives.supports(binary, line));
            Files.writeString(directory.file(CONF), ConfigDirective.file(lines));
            return new ServerResources(binary, options.kind().arguments(), directory, port, tlsPort, ownedPorts);
        } catch (IOException e) {
            ownedPorts.forEach(ReservedLoopbackPort::close);
            directory.delete();
            throw new UncheckedIOException("Cannot configure " + binary, e);
        }
    }

    private static int takePort(Supplier<ReservedLoopbackPort> ports, List<ReservedLoopbackPort> ownedPorts) {
        ReservedLoopbackPort port = ports.get();
        ownedPorts.add(port);
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

    /** Appends a directive to the configuration, effective from the next start. */
    void appendDirective(ConfigDirective line) {
        try {
            Files.writeString(directory.file(CONF), ConfigDirective.file(List.of(line)), StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot configure " + binary, e);
        }
    }

    /** Deletes the directory and releases the ports. Idempotent. */
    void delete() {
        directory.delete();
        ownedPorts.forEach(ReservedLoopbackPort::close);
    }

    /** Deletes only the persisted data of the server. A cluster node keeps its id. */
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
