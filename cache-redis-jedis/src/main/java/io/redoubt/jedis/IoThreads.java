package io.redoubt.jedis;

import io.redoubt.redis.spi.Deadline;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Executor of a driver's I/O: a cached pool of named daemon threads, which never queues a task. Thread-safe.
 *
 * <p>Platform threads, also where callers are virtual: an interrupt of a thread that blocks on a channel closes it, and no
 * caller can interrupt these.
 */
final class IoThreads implements Executor {

    private final AtomicInteger number = new AtomicInteger();
    private final ThreadPoolExecutor pool =
            new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), this::thread);

    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }

    /** Ends the threads once they are idle, and waits for that until the deadline; an interrupt ends the wait. */
    void close(Deadline deadline) {
        pool.shutdown();
        try {
            var unused = pool.awaitTermination(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Thread thread(Runnable task) {
        Thread thread = new Thread(null, task, "redoubt-jedis-io-" + number.incrementAndGet(), 0, false);
        thread.setDaemon(true);
        return thread;
    }
}
