package io.redoubt.tck.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Servers whose JVM was killed, and could not end them. Each directory of ours says whose it is and which processes run in
 * it; the next JVM that starts a server removes what nobody owns any more.
 */
final class Orphans {

    /** What the names of all our directories begin with. */
    static final String DIRECTORIES = "redoubt-tck-";

    /** Not "owner": former versions wrote there when a process started by the clock, which may have been set since. */
    static final String OWNER = "owned-by";

    private static final String PROCESSES = "processes";
    private static final long PATIENCE_SECONDS = 5;

    private Orphans() {}

    /** Notes that this JVM owns the directory; where it does. */
    static Path sign(Path directory) throws IOException {
        Path signature = directory.resolve(OWNER);
        List<String> lines = List.of(
                Identity.namespace(), Identity.of(ProcessHandle.current()).line());
        return Files.write(signature, lines);
    }

    /** Notes that the process runs in the directory. */
    static void enter(Path directory, ProcessHandle process) {
        try {
            Files.write(
                    directory.resolve(PROCESSES),
                    List.of(Identity.of(process).line()),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot note the process of a server", e);
        }
    }

    /** Ends the processes, and removes the directories, of JVMs that have ended. What it may not touch, it leaves. */
    static void remove(Path temporary) {
        try (Stream<Path> entries = Files.list(temporary)) {
            entries.filter(entry -> entry.getFileName().toString().startsWith(DIRECTORIES))
                    .filter(Orphans::isOrphaned)
                    .forEach(Orphans::removeDirectory);
        } catch (IOException | UncheckedIOException e) {
            System.out.println("Servers of former test runs may be left in " + temporary + ": " + e);
        }
    }

    private static boolean isOrphaned(Path directory) {
        try {
            List<String> lines = Files.readAllLines(directory.resolve(OWNER));
            return lines.size() == 2
                    && lines.get(0).equals(Identity.namespace())
                    && isOfThisUser(directory)
                    && Identity.parse(lines.get(1)).find().isEmpty();
        } catch (IOException | RuntimeException unreadable) {
            return false; // not ours, or another JVM removes it just now
        }
    }

    private static boolean isOfThisUser(Path directory) throws IOException {
        String owner = Files.getOwner(directory).getName();
        return ProcessHandle.current().info().user().orElse(owner).equals(owner);
    }

    private static void removeDirectory(Path directory) {
        Path processes = directory.resolve(PROCESSES);
        try {
            if (Files.exists(processes)) {
                Files.readAllLines(processes).stream()
                        .flatMap(line -> Identity.parse(line).find().stream())
                        .forEach(Orphans::end);
            }
            new OwnDirectory(directory).delete();
        } catch (IOException | RuntimeException e) {
            System.out.println("Left over from a former test run: " + directory + ": " + e);
        }
    }

    private static void end(ProcessHandle process) {
        process.destroyForcibly();
        // Until then it may write into its directory.
        process.onExit()
                .completeOnTimeout(process, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
