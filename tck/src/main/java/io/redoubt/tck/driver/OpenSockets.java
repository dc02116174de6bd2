package io.redoubt.tck.driver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Utility class that lists the open TCP sockets of this process, as reported by Linux. Stateless. */
final class OpenSockets {

    private static final Path OPEN_FILES = Path.of("/proc/self/fd");
    private static final List<Path> TABLES = List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));
    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final String ESTABLISHED = "01";

    private OpenSockets() {}

    /** Returns each socket as {@code local port > remote port (state)}; an empty list on other systems. */
    static List<String> list() {
        List<String> sockets = new ArrayList<>();
        if (Files.isDirectory(OPEN_FILES)) {
            Set<String> inodes = inodes();
            TABLES.forEach(table -> lines(table)
                    .map(line -> line.strip().split("\\s+"))
                    .filter(words -> words.length > INODE && inodes.contains("socket:[" + words[INODE] + "]"))
                    .forEach(words ->
                            sockets.add(port(words[LOCAL]) + " > " + port(words[REMOTE]) + " (" + words[STATE] + ")")));
        }
        return sockets;
    }

    /**
     * Counts the established connections to a port, which are those whose end the system has not noticed; 0 if the
     * system does not report them.
     */
    static long countEstablished(int remotePort) {
        // Not split into words: the table lists the sockets of all processes, possibly thousands.
        String standing = String.format(Locale.ROOT, ":%04X %s ", remotePort, ESTABLISHED);
        return TABLES.stream()
                .flatMap(OpenSockets::lines)
                .filter(line -> line.contains(standing))
                .count();
    }

    private static Set<String> inodes() {
        Set<String> inodes = new HashSet<>();
        try (Stream<Path> files = Files.list(OPEN_FILES)) {
            files.forEach(file -> inodes.add(target(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return inodes;
    }

    private static String target(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException e) {
            // The file was closed meanwhile.
            return "";
        }
    }

    private static Stream<String> lines(Path table) {
        try {
            return Files.exists(table) ? Files.readAllLines(table).stream() : Stream.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
    }
}
