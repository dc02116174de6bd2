package io.redoubt.jedis;

import io.redoubt.redis.spi.Deadline;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of a driver: platform threads, named, daemons, and waited for when it is closed. Thread-safe. */
final class IoThreads {

    private final Set<Thread> running = ConcurrentHashMap.newKeySet();
    private final AtomicInteger number = new AtomicInteger();

    /** Makes {@code redoubt-jedis-role-N}, which its user starts. */
    Thread create(String role, Runnable body) {
        String name = "redoubt-jedis-" + role + "-" + number.incrementAndGet();
        Thread thread = new Thread(null, () -> runAndLeave(body), name, 0, false);
        thread.setDaemon(true);
        running.add(thread);
        return thread;
    }

    /** Waits until all have ended, or the deadline has passed. */
    void join(Deadline deadline) {
        for (Thread thread : running) {
            Threads.join(thread, deadline.remaining());
        }
    }

    private void runAndLeave(Runnable body) {
        try {
            body.run();
        } finally {
            running.remove(Thread.currentThread());
        }
    }
}
