package io.redoubt.tck.proxy;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the other threads of this JVM are about, as the operating system sees it: whether one of them has work to do, though it
 * may wait for a processor. A client in this JVM that has been silent for a while, and no thread of which has work to do, waits
 * for a reply; time alone does not tell it from one that the machine has not let go on. Thread-safe.
 *
 * <p>Only Linux tells. Elsewhere nothing is known, and time has to do.
 */
final class JvmThreads {

    private static final Path TASKS = Path.of("/proc/self/task");
    private static final Path OWN_TASK = Path.of("/proc/thread-self");
    /** Of the JVM, which works in the background for as long as it likes; but collecting garbage holds clients up. */
    private static final List<String> BACKGROUND_THREADS =
            List.of("C1 ", "C2 ", "G1 Conc", "G1 Main", "G1 Refine", "G1 Service", "VM Periodic", "Monitor Deflati");

    private static final boolean SUPPORTED = Files.isDirectory(TASKS) && Files.isSymbolicLink(OWN_TASK);

    /** One looks at a time: those that look have work to do, and would never see the others at rest. */
    private static final ReentrantLock CHECK_LOCK = new ReentrantLock();

    private JvmThreads() {}

    /** Whether one of them has work to do; false where the system does not tell. */
    static boolean anyOtherRunnable() {
        if (!SUPPORTED) {
            return false;
        }
        CHECK_LOCK.lock();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            Path own = Files.readSymbolicLink(OWN_TASK).getFileName();
            for (Path task : tasks) {
                if (!task.getFileName().equals(own) && isRunnable(task)) {
                    return true;
                }
            }
            return false;
        } catch (IOException | DirectoryIteratorException unknown) {
            return false;
        } finally {
            CHECK_LOCK.unlock();
        }
    }

    private static boolean isRunnable(Path task) {
        try {
            String stat = Files.readString(task.resolve("stat"));
            int end = stat.lastIndexOf(')');
            String name = stat.substring(stat.indexOf('(') + 1, end);
            char state = stat.charAt(end + 2);
            return (state == 'R' || state == 'D') && BACKGROUND_THREADS.stream().noneMatch(name::startsWith);
        } catch (IOException ended) {
            return false;
        }
    }
}
