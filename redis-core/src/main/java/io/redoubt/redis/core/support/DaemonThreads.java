package io.redoubt.redis.core.support;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

/** Utility class that creates thread factories for named daemon threads. */
public final class DaemonThreads {

    private DaemonThreads() {}

    /** Returns a factory of threads that all have this name, for executors with one thread. */
    public static ThreadFactory named(String name) {
        return work -> daemon(work, name);
    }

    /** Returns a factory of threads with numbered names: the prefix and 1, 2, 3 and so on. Thread-safe. */
    public static ThreadFactory numbered(String prefix) {
        AtomicLong number = new AtomicLong();
        return work -> daemon(work, prefix + number.incrementAndGet());
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
