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
 * Touches that nobody waits for: made one after the other by the thread {@value #THREAD}, which begins with the first of
 * them and ends with {@link #close()}. Thread-safe; {@link #offer} does not wait for Redis.
 *
 * <p>A session stands here once at most. What finds the queue full is dropped and counted: the next use of that session
 * offers it again. A touch that fails is dropped as well, and logged where all failing calls are.
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

    /**
     * @param draining how long closing waits for the touches that are left
     */
    TouchQueue(Consumer<HashedSessionId> touch, LogThrottle throttle, Duration drainTimeout) {
        this.touch = touch;
        this.throttle = throttle;
        this.drainTimeout = drainTimeout;
    }

    /** Has a session touched soon, unless that is about to happen anyway. */
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

    /** How many were left out because too many waited. */
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
            // It is in the log already, and the next use of the session offers it again.
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

    /** Makes the touches that wait, for a second at most unless said otherwise, and ends the thread. Idempotent. */
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
            // Who closes is in a hurry: what waits is given up, and the thread still ended.
            Thread.currentThread().interrupt();
        }
        return !worker.isAlive();
    }
}
