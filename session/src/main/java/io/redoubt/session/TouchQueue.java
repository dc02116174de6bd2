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
    private static final Duration DRAINING = Duration.ofSeconds(1);
    private static final long END_MILLIS = 2_000;

    private final Consumer<StoredId> touch;
    private final LogThrottle throttle;
    private final Duration draining;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<StoredId> waiting = new LinkedHashSet<>();
    private @Nullable StoredId underWay;
    private @Nullable Thread thread;
    private long dropped;
    private boolean closed;

    TouchQueue(Consumer<StoredId> touch, LogThrottle throttle) {
        this(touch, throttle, DRAINING);
    }

    /**
     * @param draining how long closing waits for the touches that are left
     */
    TouchQueue(Consumer<StoredId> touch, LogThrottle throttle, Duration draining) {
        this.touch = touch;
        this.throttle = throttle;
        this.draining = draining;
    }

    /** Has a session touched soon, unless that is about to happen anyway. */
    void offer(StoredId id) {
        lock.lock();
        try {
            if (closed || id.equals(underWay) || waiting.contains(id)) {
                return;
            }
            if (waiting.size() < CAPACITY) {
                waiting.add(id);
                changed.signal();
                startOnce();
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

    private void startOnce() {
        if (thread == null) {
            Thread started = new Thread(this::work, THREAD);
            started.setDaemon(true);
            thread = started;
            started.start();
        }
    }

    private void work() {
        try {
            for (StoredId next = next(); next != null; next = next()) {
                makeOne(next);
            }
        } finally {
            ended();
        }
    }

    private @Nullable StoredId next() {
        lock.lock();
        try {
            underWay = null;
            while (waiting.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            Iterator<StoredId> first = waiting.iterator();
            if (first.hasNext()) {
                underWay = first.next();
                first.remove();
            }
            return underWay;
        } finally {
            lock.unlock();
        }
    }

    private void makeOne(StoredId id) {
        try {
            touch.accept(id);
        } catch (RedoubtException e) {
            // It is in the log already, and the next use of the session offers it again.
        } catch (RuntimeException e) {
            throttle.pass(leftOut -> LOG.error("a session touch failed{}", leftOut, e));
        }
    }

    private void ended() {
        lock.lock();
        try {
            underWay = null;
            thread = null;
        } finally {
            lock.unlock();
        }
    }

    /** Makes the touches that wait, for a second at most unless said otherwise, and ends the thread. Idempotent. */
    @Override
    public void close() {
        Thread worker = stopTaking();
        if (worker == null || joined(worker, draining.toMillis())) {
            return;
        }
        forget();
        worker.interrupt();
        if (!joined(worker, END_MILLIS)) {
            LOG.warn("the thread {} has not ended: it waits for a driver that does not heed interrupts", THREAD);
        }
    }

    private @Nullable Thread stopTaking() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            return thread;
        } finally {
            lock.unlock();
        }
    }

    private void forget() {
        lock.lock();
        try {
            waiting.clear();
        } finally {
            lock.unlock();
        }
    }

    private static boolean joined(Thread worker, long millis) {
        try {
            worker.join(millis);
        } catch (InterruptedException e) {
            // Who closes is in a hurry: what waits is given up, and the thread still ended.
            Thread.currentThread().interrupt();
        }
        return !worker.isAlive();
    }
}
