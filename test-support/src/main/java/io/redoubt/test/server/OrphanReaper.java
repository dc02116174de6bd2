package io.redoubt.test.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Cleaner that kills test servers left running after the JVM that started them has ended, and deletes their files.
 * Each temporary directory of a server records the JVM that owns it and the processes that run in it; the first start
 * of a server in a later JVM removes orphaned ones.
 */
final class OrphanReaper {

    /** Prefix of the names of all temporary directories of this test kit. */
    static final String DIRECTORY_PREFIX = "redoubt-tck-";

    /**
     * Name of the file that records the owner. It is not "owner": former versions wrote a start time by the wall
     * clock to that file, which is wrong once the clock has been set.
     */
    static final String OWNER_FILE = "owned-by";

    private static final String PROCESSES_FILE = "processes";
    private static final long TIMEOUT_SECONDS = 5;

    private OrphanReaper() {}

    /** Records that this JVM owns the directory. Returns the file with the record. */
    static Path recordOwner(Path directory) throws IOException {
        Path ownerFile = directory.resolve(OWNER_FILE);
        List<String> lines = List.of(
                ProcessIdentity.namespace(),
                ProcessIdentity.of(ProcessHandle.current()).line());
        return Files.write(ownerFile, lines);
    }

    /** Records that the process runs in the directory. */
    static void recordProcess(Path directory, ProcessHandle process) {
        try {
            Files.write(
                    directory.resolve(PROCESSES_FILE),
                    List.of(ProcessIdentity.of(process).line()),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot note the process of a server", e);
        }
    }

    /**
     * Kills the processes and removes the directories of JVMs that have ended. Leaves alone what it has no
     * permission to remove.
     */
    static void removeOrphans(Path temporary) {
        try (Stream<Path> entries = Files.list(temporary)) {
            entries.filter(entry -> entry.getFileName().toString().startsWith(DIRECTORY_PREFIX))
                    .filter(OrphanReaper::isOrphaned)
                    .forEach(OrphanReaper::removeDirectory);
        } catch (IOException | UncheckedIOException e) {
            System.out.println("Servers of former test runs may be left in " + temporary + ": " + e);
        }
    }

    private static boolean isOrphaned(Path directory) {
        try {
            List<String> lines = Files.readAllLines(directory.resolve(OWNER_FILE));
            return lines.size() == 2
                    && lines.get(0).equals(ProcessIdentity.namespace())
                    && isOfThisUser(directory)
                    && ProcessIdentity.parse(lines.get(1)).find().isEmpty();
        } catch (IOException | RuntimeException unreadable) {
            return false; // not written by this kit, or being removed by another JVM
        }
    }

    private static boolean isOfThisUser(Path directory) throws IOException {
        String owner = Files.getOwner(directory).getName();
        return ProcessHandle.current().info().user().orElse(owner).equals(owner);
    }

    private static void removeDirectory(Path directory) {
        Path processesFile = directory.resolve(PROCESSES_FILE);
        try {
            if (Files.exists(processesFile)) {
                Files.readAllLines(processesFile).stream()
                        .flatMap(line -> ProcessIdentity.parse(line).find().stream())
                        .forEach(OrphanReaper::kill);
            }
            new ServerDirectory(directory).delete();
        } catch (IOException | RuntimeException e) {
            System.out.println("Left over from a former test run: " + directory + ": " + e);
        }
    }

    private static void kill(ProcessHandle process) {
        process.destroyForcibly();
        // Until it has exited, the process may write to its directory.
        process.onExit()
                .completeOnTimeout(process, TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
