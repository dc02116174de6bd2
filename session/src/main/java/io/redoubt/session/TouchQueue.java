package io.redoubt.session;

import io.redoubt.api.RedoubtException;
import io.redoubt.redis.core.FailureMessageRedactor;
import io.redoubt.redis.core.LogThrottle;
import io.redoubt.redis.core.embedded.MonotonicClock;
import io.redoubt.redis.core.support.ServiceThread;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queue of sessions that wait for a background thread to update their last-access time in Redis. Callers thus do not
 * wait for Redis. Recording a use is called a touch. The thread {@value #THREAD} sends touches one by one; it starts
 * when a touch is offered, and ends when idle or by {@link #close()}. Thread-safe; {@link #offer} does not wait for
 * Redis.
 *
 * <p>A session is in the queue at most once. A touch offered to a full queue, or without memory for the thread, is
 * dropped and counted; the next use of the session offers it again. A failed touch is dropped as well; its failure is
 * logged like that of any other call.
 */
final class TouchQueue implements AutoCloseable {

    static final int CAPACITY = 10_000;
    static final String THREAD = "redoubt-session-touch";

    private static final Logger LOG = LoggerFactory.getLogger(TouchQueue.class);
    private static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofSeconds(1);

    private final Consumer<HashedSessionId> touch;
    private final LogThrottle throttle;
    private final Duration drainTimeout;
    private final ServiceThread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<HashedSessionId> waiting = new LinkedHashSet<>();
    private @Nullable HashedSessionId inProgress;
    private long dropped;
    private boolean closed;

    TouchQueue(Consumer<HashedSessionId> touch, LogThrottle throttle) {
        this(touch, throttle, DEFAULT_DRAIN_TIMEOUT, MonotonicClock.ofThisJvm());
    }

    /**
     * @param drainTimeout how long closing waits for the remaining touches
     * @param threadClock the clock by which the thread waits
     */
    TouchQueue(
            Consumer<HashedSessionId> touch, LogThrottle throttle, Duration drainTimeout, MonotonicClock threadClock) {
        this.touch = touch;
        this.throttle = throttle;
        this.drainTimeout = drainTimeout;
        this.thread = new ServiceThread(THREAD, threadClock, this::touchNext);
    }

    /**
     * Queues a touch of a session, unless one is queued or in progress. Never throws, since the caller has found the
     * session.
     */
    void offer(HashedSessionId id) {
        try {
            if (!add(id)) {
                throttle.pass(leftOut -> LOG.warn(
                        "{} session touches wait already: one more is left out{}. Is Redis slow?", CAPACITY, leftOut));
            }
        } catch (Throwable noMemory) {
            logNotQueued(noMemory);
        }
    }

    private void logNotQueued(Throwable reason) {
        try {
            throttle.pass(leftOut -> LOG.warn(
                    "session.touch, key session:*: a touch was not queued, and the next use of the session repeats it:"
                            + " {}{}",
                    FailureMessageRedactor.reasonOf(reason),
                    leftOut));
        } catch (Throwable noMemory) {
            // The line is lost; what matters is that the caller gets its session.
        }
    }

    /** Returns false if the queue is full. */
    private boolean add(HashedSessionId id) {
        lock.lock();
        try {
            if (closed || id.equals(inProgress) || waiting.contains(id)) {
                return true;
            }
            if (waiting.size() >= CAPACITY) {
                dropped++;
                return false;
            }
            addAndWake(id);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void addAndWake(HashedSessionId id) {
        boolean isWoken = false;
        try {
            waiting.add(id);
            thread.wake();
            isWoken = true;
        } finally {
            if (!isWoken) {
                // Later offers would leave it to a thread that nobody has started.
                waiting.remove(id);
                dropped++;
            }
        }
    }

    /** Returns the number of touches that were not queued. */
    long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    private Duration touchNext() {
        HashedSessionId next = next();
        if (next == null) {
            return ServiceThread.UNTIL_WOKEN;
        }
        runTouch(next);
        return Duration.ZERO;
    }

    private @Nullable HashedSessionId next() {
        lock.lock();
        try {
            inProgress = null;
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
            throttle.pass(leftOut -> LOG.error(
                    "session.touch, key session:*: a touch failed, and the next use of the session repeats it{}",
                    leftOut,
                    e));
        }
    }

    /**
     * Sends the remaining touches, for at most the drain timeout (one second by default), and ends the thread.
     * Idempotent.
     */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        // The touches of an interrupted caller are dropped: it must not wait.
        boolean unused = thread.close(Thread.currentThread().isInterrupted() ? Duration.ZERO : drainTimeout);
    }
}
