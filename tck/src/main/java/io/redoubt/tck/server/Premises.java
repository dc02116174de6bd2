package io.redoubt.tck.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/** What a server comes back to when it is started again: binary, ports, and the directory with its configuration. */
record Premises(Path binary, List<String> arguments, OwnDirectory directory, int port, int tlsPort) {

    static final String LOOPBACK = "127.0.0.1";

    private static final String CONF = "redis.conf";
    private static final String LOG = "server.log";

    Premises {
        arguments = List.copyOf(arguments);
    }

    static Premises create(Path binary, ServerOptions options, IntSupplier ports) {
        int port = options.port() == 0 ? ports.getAsInt() : options.port();
        int tlsPort = options.tls() == null ? 0 : ports.getAsInt();
        OwnDirectory directory = OwnDirectory.create();
        try {
            // A file and not arguments: passwords do not belong into the list of processes.
            List<Directive> lines = new ArrayList<>();
            lines.add(Directive.of("bind", LOOPBACK));
            lines.add(Directive.of("dir", directory.path()));
            lines.addAll(Configuration.of(options, port, tlsPort));
            lines.removeIf(line -> !ServerVersion.knows(binary, line));
            Files.writeString(directory.file(CONF), Directive.file(lines));
            return new Premises(binary, options.kind().arguments(), directory, port, tlsPort);
        } catch (IOException e) {
            directory.delete();
            throw new UncheckedIOException("Cannot configure " + binary, e);
        }
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
