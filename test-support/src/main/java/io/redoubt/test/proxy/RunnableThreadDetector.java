package io.redoubt.test.proxy;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Utility class that checks whether at least one other thread of this JVM is runnable, that is, running or waiting
 * only for a processor. If a client in this JVM has been silent for a while and none of its threads is runnable, it
 * is waiting for a reply. Time alone cannot distinguish that from a client that got no processor time. Thread-safe.
 *
 * <p>Only Linux provides this information. On other systems nothing is known, and callers rely on time.
 */
final class RunnableThreadDetector {

    private static final Path TASKS = Path.of("/proc/self/task");
    private static final Path OWN_TASK = Path.of("/proc/thread-self");
    /**
     * Background threads of the JVM, which may be busy at any time. Threads that collect garbage while clients are
     * paused are not among them.
     */
    private static final List<String> BACKGROUND_THREADS =
            List.of("C1 ", "C2 ", "G1 Conc", "G1 Main", "G1 Refine", "G1 Service", "VM Periodic", "Monitor Deflati");

    private static final int MAX_REPEATS = 6;

    private static final boolean SUPPORTED = Files.isDirectory(TASKS) && Files.isSymbolicLink(OWN_TASK);

    /**
     * Only one thread checks at a time, because checking threads are runnable themselves and would never see each
     * other idle.
     */
    private static final ReentrantLock CHECK_LOCK = new ReentrantLock();

    private RunnableThreadDetector() {}

    /** Returns whether another thread is runnable, or false if the system does not provide this information. */
    static boolean anyOtherRunnable() {
        if (!SUPPORTED) {
            return false;
        }
        CHECK_LOCK.lock();
        try {
            // The threads are read one after the other: one that has been read can be woken by one that is read
            // later and waits by then. So they are read again, until none of them has run in between. Threads that
            // run now and then by themselves must not prevent that for ever.
            OptionalLong switches = switchesIfNoneRunnable();
            OptionalLong before = OptionalLong.empty();
            for (int i = 0; i < MAX_REPEATS && switches.isPresent() && !switches.equals(before); i++) {
                before = switches;
                switches = switchesIfNoneRunnable();
            }
            return switches.isEmpty();
        } catch (IOException | DirectoryIteratorException unknown) {
            return false;
        } finally {
            CHECK_LOCK.unlock();
        }
    }

    /** Returns how often the other threads have given up a processor, or nothing if one of them is runnable. */
    private static OptionalLong switchesIfNoneRunnable() throws IOException {
        long switches = 0;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            Path own = Files.readSymbolicLink(OWN_TASK).getFileName();
            for (Path task : tasks) {
                if (!task.getFileName().equals(own)) {
                    long ofTask = switchesUnlessRunnable(task);
                    if (ofTask < 0) {
                        return OptionalLong.empty();
                    }
                    switches += ofTask;
                }
            }
        }
        return OptionalLong.of(switches);
    }

    /** Returns how often a thread has given up its processor, 0 if it is in the background, -1 if it is runnable. */
    private static long switchesUnlessRunnable(Path task) {
        String status;
        try {
            status = Files.readString(task.resolve("status"));
        } catch (IOException ended) {
            return 0;
        }
        String name = field(status, "Name:");
        if (BACKGROUND_THREADS.stream().anyMatch(name::startsWith)) {
            return 0;
        }
        String state = field(status, "State:");
        if (state.startsWith("R") || state.startsWith("D")) {
            return -1;
        }
        return Long.parseLong(field(status, "\nvoluntary_ctxt_switches:"))
                + Long.parseLong(field(status, "\nnonvoluntary_ctxt_switches:"));
    }

    private static String field(String status, String label) {
        int begin = status.indexOf(label) + label.length();
        return status.substring(begin, status.indexOf('\n', begin)).strip();
    }
}
