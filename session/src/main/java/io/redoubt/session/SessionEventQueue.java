package io.redoubt.session;

import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.session.SessionEvent;
import io.redoubt.redis.core.LogThrottle;
import io.redoubt.redis.core.SystemClock;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queue of session events on their way from an in-memory store to a consumer. Events are added under the lock of the
 * store, in the order of the changes, and passed on without that lock, in the same order. Thread-safe.
 *
 * <p>Each thread whose operation has added events waits until they have been passed on, by itself or by another thread.
 * Thus the queue holds no more than the events of the operations that are in progress. A consumer that itself calls the
 * store does not wait; the events of that call follow those that are already in the queue.
 */
final class SessionEventQueue {

    private static final Logger LOG = LoggerFactory.getLogger(SessionEventQueue.class);

    private final Consumer<SessionEvent> consumer;
    private final LogThrottle failures = new LogThrottle(SystemClock.nanoTime());
    private final Queue<SessionEvent> waiting = new ConcurrentLinkedQueue<>();

    /** Held by the thread that passes events on; no other lock is held then. */
    private final ReentrantLock passing = new ReentrantLock();

    SessionEventQueue(Consumer<SessionEvent> consumer) {
        this.consumer = consumer;
    }

    void add(SessionEvent event) {
        waiting.add(event);
    }

    /** Adds events, all of them or none. */
    void addAll(List<SessionEvent> events) {
        waiting.addAll(events);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /**
     * Passes on all events that were added before this call. Failures of the consumer are logged, with at most one line
     * per second: the operation that they belong to is complete. Never throws them.
     */
    void passOn() {
        if (passing.isHeldByCurrentThread()) {
            return; // the consumer has called the store, and gets these events when it returns
        }
        passing.lock();
        try {
            passOnWaiting();
        } finally {
            passing.unlock();
        }
    }

    private void passOnWaiting() {
        boolean interrupted = false;
        try {
            SessionEvent event = waiting.poll();
            while (event != null) {
                interrupted |= passOn(event);
                event = waiting.poll();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Passes an event on. Hides an interrupt from the consumer: it is for the caller, and the event may be that of
     * another caller. Returns whether there was one.
     */
    private boolean passOn(SessionEvent event) {
        boolean interrupted = Thread.interrupted();
        Throwable failure = accept(event);
        if (failure instanceof RedoubtInterruptedException && Thread.interrupted()) {
            // Interrupted between these lines, before the consumer has begun.
            interrupted = true;
            failure = accept(event);
        }
        if (failure != null) {
            log(failure);
        }
        return interrupted;
    }

    private void log(Throwable failure) {
        try {
            failures.pass(leftOut -> LOG.error(
                    "session, key session:*: passing on an event has failed, and its change stands{}",
                    leftOut,
                    failure));
        } catch (Throwable noMemory) {
            // The line is lost; what matters is that the next event is passed on.
        }
    }

    private @Nullable Throwable accept(SessionEvent event) {
        try {
            consumer.accept(event);
            return null;
        } catch (Throwable e) {
            return e;
        }
    }
}
