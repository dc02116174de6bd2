package io.redoubt.cache.internal.region;

import io.redoubt.redis.core.support.DaemonThreads;
import io.redoubt.redis.core.support.Interrupts;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Executor with a limit on its calls, for calls that may block. It uses virtual threads if the JVM has them, else
 * platform threads that end after some idle seconds. Thread-safe. Ended by {@link #close()}.
 */
final class BoundedExecutor implements AutoCloseable {

    private static final long IDLE_SECONDS = 5;
    private static final Duration MAX_CLOSE_WAIT = Duration.ofSeconds(2);

    private final String name;
    private final Semaphore free;
    private final LinkedTransferQueue<Runnable> queue = new Handover();
    private final ThreadPoolExecutor executor;

    /**
     * Creates an executor.
     *
     * @param name prefix of the thread names
     * @param maxThreads maximum number of platform threads; virtual threads are limited by the calls only
     * @param maxCalls maximum number of calls that run or wait for a thread
     */
    BoundedExecutor(String name, int maxThreads, int maxCalls) {
        this.name = name;
        this.free = new Semaphore(maxCalls);
        ThreadFactory factory = factory(name);
        int threads = Runtime.version().feature() >= 21 ? maxCalls : maxThreads;
        this.executor =
                new ThreadPoolExecutor(0, threads, IDLE_SECONDS, TimeUnit.SECONDS, queue, factory, (call, pool) -> {
                    if (pool.isShutdown()) {
                        throw new RejectedExecutionException(name + "N is closed");
                    }
                    queue.add(call); // every thread is busy; the next one that is free takes it
                });
    }

    /**
     * Runs a call, or reports why it cannot run: there are too many, or this is closed.
     *
     * @param refused receives the rejection, at once or when this is closed before the call has begun
     */
    void execute(Runnable call, Consumer<RejectedExecutionException> refused) {
        if (!free.tryAcquire()) {
            refused.accept(
                    new RejectedExecutionException("too many calls on " + name + "N: wait until some have ended"));
            return;
        }
        try {
            executor.execute(new Accepted(call, refused, free));
        } catch (RejectedExecutionException e) {
            free.release();
            refused.accept(e);
        }
    }

    /**
     * Interrupts running calls, waits a short time for their end, and rejects those that have not begun.
     * Idempotent.
     */
    @Override
    public void close() {
        for (Runnable left : Interrupts.shutdownNow(executor, MAX_CLOSE_WAIT)) {
            if (left instanceof Accepted accepted) {
                accepted.refused.accept(new RejectedExecutionException(name + "N is closed"));
            }
        }
    }

    private record Accepted(Runnable call, Consumer<RejectedExecutionException> refused, Semaphore free)
            implements Runnable {
        @Override
        public void run() {
            try {
                call.run();
            } finally {
                free.release();
            }
        }
    }

    private static ThreadFactory factory(String name) {
        if (Runtime.version().feature() >= 21) {
            return virtual(name);
        }
        return DaemonThreads.numbered(name);
    }

    /** Uses reflection, since this is compiled for Java 17. */
    private static ThreadFactory virtual(String name) {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            Method named = type.getMethod("name", String.class, long.class);
            return (ThreadFactory) type.getMethod("factory").invoke(named.invoke(builder, name, 1L));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("every JVM from Java 21 on has virtual threads", e);
        }
    }

    /**
     * Queue whose {@code offer} succeeds only if a thread is waiting, so that the executor starts threads before
     * it queues calls.
     */
    private static final class Handover extends LinkedTransferQueue<Runnable> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean offer(Runnable call) {
            return tryTransfer(call);
        }
    }
}
