package io.redoubt.tck.proxy;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Check whether other threads of this JVM are runnable from the view of the operating system, including threads
 * that wait for a processor. If a client in this JVM has been silent for a while and none of its threads is
 * runnable, it is waiting for a reply. Time alone cannot distinguish that from a client that got no processor time.
 * Thread-safe.
 *
 * <p>Only Linux provides this information. On other systems nothing is known, and callers rely on time.
 */
final class JvmThreads {

    private static final Path TASKS = Path.of("/proc/self/task");
    private static final Path OWN_TASK = Path.of("/proc/thread-self");
    /**
     * Background threads of the JVM, which may be busy at any time. Threads that collect garbage while clients are
     * paused are not among them.
     */
    private static final List<String> BACKGROUND_THREADS =
            List.of("C1 ", "C2 ", "G1 Conc", "G1 Main", "G1 Refine", "G1 Service", "VM Periodic", "Monitor Deflati");

    private static final boolean SUPPORTED = Files.isDirectory(TASKS) && Files.isSymbolicLink(OWN_TASK);

    /**
     * Only one thread checks at a time, because checking threads are runnable themselves and would never see each
     * other idle.
     */
    private static final ReentrantLock CHECK_LOCK = new ReentrantLock();

    private JvmThreads() {}

    /** Returns whether another thread is runnable, or false if the system does not provide this information. */
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
