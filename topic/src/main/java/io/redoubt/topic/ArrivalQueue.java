package io.redoubt.topic;

import io.redoubt.api.topic.Topics;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Bounded queue of topic messages and gaps (notices of missed messages) that wait for one listener. A message that does
 * not fit is replaced by a gap at its place. Thread-safe.
 */
final class ArrivalQueue {

    private static final Arrival GAP = new Arrival(null);

    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by the lock.
    private final Deque<Arrival> waiting = new ArrayDeque<>();
    private int messages;
    private long bytes;
    private boolean closed;

    /** Whether something was lost to an Error, for which nothing could be queued. */
    private volatile boolean missed;

    /** Element of the queue: a message or a gap. */
    static final class Arrival {

        private final byte @Nullable [] message;

        private Arrival(byte @Nullable [] message) {
            this.message = message;
        }

        /** Returns the message; null for a gap. */
        byte @Nullable [] message() {
            return message;
        }
    }

    /** Adds a message, or a gap if it does not fit. Returns false if it does not fit. */
    boolean offer(byte[] message) {
        boolean done = false;
        try {
            boolean fits = add(message);
            done = true;
            return fits;
        } finally {
            if (!done) {
                missed = true;
            }
        }
    }

    private boolean add(byte[] message) {
        lock.lock();
        try {
            if (closed) {
                return true;
            }
            boolean fits = messages < Topics.MAX_QUEUED_MESSAGES && bytes + message.length <= Topics.MAX_QUEUED_BYTES;
            if (fits) {
                waiting.add(new Arrival(message));
                messages++;
                bytes += message.length;
            } else {
                addGap();
            }
            return fits;
        } finally {
            lock.unlock();
        }
    }

    /** Adds a gap, unless the last element is one. */
    void offerGap() {
        boolean done = false;
        try {
            lock.lock();
            try {
                addGap();
            } finally {
                lock.unlock();
            }
            done = true;
        } finally {
            if (!done) {
                missed = true;
            }
        }
    }

    private void addGap() {
        if (!closed && waiting.peekLast() != GAP) {
            waiting.add(GAP);
        }
    }

    /** Makes the next element a gap, because one that was taken could not be handled. */
    void missed() {
        missed = true;
    }

    /** Takes the next element; null if there is none. */
    @Nullable
    Arrival poll() {
        lock.lock();
        try {
            if (closed) {
                return null;
            }
            if (missed) {
                missed = false;
                return GAP;
            }
            Arrival next = waiting.poll();
            if (next != null && next.message != null) {
                messages--;
                bytes -= next.message.length;
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Drops all elements, and refuses further ones. */
    void close() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
        } finally {
            lock.unlock();
        }
    }
}
