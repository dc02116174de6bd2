package io.redoubt.session;

import io.redoubt.api.RedoubtException;
import io.redoubt.redis.core.LogThrottle;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queue of touches that callers do not wait for. The thread {@value #THREAD} sends them one by one; it starts with
 * the first touch and ends with {@link #close()}. Thread-safe; {@link #offer} does not wait for Redis.
 *
 * <p>A session is in the queue at most once. A touch offered to a full queue is dropped and counted; the next use
 * of the session offers it again. A failed touch is dropped as well; its failure is logged like that of any other
 * call.
 */
final class TouchQueue implements AutoCloseable {

    static final int CAPACITY = 10_000;
    static final String THREAD = "redoubt-session-touch";

    private static final Logger LOG = LoggerFactory.getLogger(TouchQueue.class);
    private static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofSeconds(1);
    private static final long INTERRUPT_WAIT_MILLIS = 2_000;

    private final Consumer<HashedSessionId> touch;
    private final LogThrottle throttle;
    private final Duration drainTimeout;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<HashedSessionId> waiting = new LinkedHashSet<>();
    private @Nullable HashedSessionId inProgress;
    private @Nullable Thread thread;
    private long dropped;
    private boolean closed;

    TouchQueue(Consumer<HashedSessionId> touch, LogThrottle throttle) {
        this(touch, throttle, DEFAULT_DRAIN_TIMEOUT);
    }

    /** @param drainTimeout how long closing waits for the remaining touches */
    TouchQueue(Consumer<HashedSessionId> touch, LogThrottle throttle, Duration drainTimeout) {
        this.touch = touch;
        this.throttle = throttle;
        this.drainTimeout = drainTimeout;
    }

    /** Queues a touch of a session, unless one is queued or in progress. */
    void offer(HashedSessionId id) {
        lock.lock();
        try {
            if (closed || id.equals(inProgress) || waiting.contains(id)) {
                return;
            }
            if (waiting.size() < CAPACITY) {
                waiting.add(id);
                changed.signal();
                startThreadIfNeeded();
                return;
            }
            dropped++;
        } finally {
            lock.unlock();
        }
        throttle.pass(leftOut ->
                LOG.warn("{} session touches wait already: one more is left out{}. Is Redis slow?", CAPACITY, leftOut));
    }

    /** Returns the number of touches dropped because the queue was full. */
    long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    private void startThreadIfNeeded() {
        if (thread == null) {
            Thread started = new Thread(this::processTouches, THREAD);
            started.setDaemon(true);
            thread = started;
            started.start();
        }
    }

    private void processTouches() {
        try {
            for (HashedSessionId next = next(); next != null; next = next()) {
                runTouch(next);
            }
        } finally {
            onThreadEnd();
        }
    }

    private @Nullable HashedSessionId next() {
        lock.lock();
        try {
            inProgress = null;
            while (waiting.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            Iterator<HashedSessionId> first = waiting.iterator();
            if (first.hasNext()) {
                inProgress = first.next();
                first.remove();
            }
            return inProgress;
        } finally {
            lock.unlock();
        }
    }

    private void runTouch(HashedSessionId id) {
        try {
            touch.accept(id);
        } catch (RedoubtException e) {
            // The failure is already logged, and the next use of the session offers the touch again.
        } catch (RuntimeException e) {
            throttle.pass(leftOut -> LOG.error("a session touch failed{}", leftOut, e));
        }
    }

    private void onThreadEnd() {
        lock.lock();
        try {
            inProgress = null;
            thread = null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sends the remaining touches, for at most the drain timeout (one second by default), and ends the thread.
     * Idempotent.
     */
    @Override
    public void close() {
        Thread worker = refuseFurther();
        if (worker == null || awaitEnd(worker, drainTimeout.toMillis())) {
            return;
        }
        clearWaiting();
        worker.interrupt();
        if (!awaitEnd(worker, INTERRUPT_WAIT_MILLIS)) {
            LOG.warn("the thread {} has not ended: it waits for a driver that does not heed interrupts", THREAD);
        }
    }

    private @Nullable Thread refuseFurther() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            return thread;
        } finally {
            lock.unlock();
        }
    }

    private void clearWaiting() {
        lock.lock();
        try {
            waiting.clear();
        } finally {
            lock.unlock();
        }
    }

    private static boolean awaitEnd(Thread worker, long millis) {
        try {
            worker.join(millis);
        } catch (InterruptedException e) {
            // An interrupted caller must not wait: the remaining touches are dropped, but the thread is still
            // ended.
            Thread.currentThread().interrupt();
        }
        return !worker.isAlive();
    }
}
