package io.redoubt.session;

import java.util.Collection;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Set of counters for the sessions that one session store has created, ended or rejected since the counters were last
 * reset. The end of a session and its duration are counted and taken together. Thread-safe.
 *
 * <p>Counting one session allocates nothing, so that it cannot fail for lack of memory after the session has changed.
 */
final class SessionCounters {

    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private long created;
    private long destroyed;
    private long expired;
    private long evicted;
    private long rejected;
    private long durationMillis;
    private long longestMillis;

    /**
     * Counts since the last time.
     *
     * @param durationMillis sum of the durations of all sessions that were destroyed or evicted, or have expired
     * @param longestMillis the longest of these durations
     */
    record Counts(
            long created,
            long destroyed,
            long expired,
            long evicted,
            long rejected,
            long durationMillis,
            long longestMillis) {

        /** Returns the number of sessions that have ended. */
        long ended() {
            return destroyed + expired + evicted;
        }

        boolean isEmpty() {
            return created + rejected + ended() == 0;
        }
    }

    void created() {
        add(1, 0, 0, 0, 0, 0, 0);
    }

    void rejected() {
        add(0, 0, 0, 0, 1, 0, 0);
    }

    void destroyed(long duration) {
        add(0, 1, 0, 0, 0, duration, duration);
    }

    void expired(long duration) {
        add(0, 0, 1, 0, 0, duration, duration);
    }

    void evicted(long duration) {
        add(0, 0, 0, 1, 0, duration, duration);
    }

    void destroyed(Collection<Long> durations) {
        durations.forEach(this::destroyed);
    }

    void evicted(Collection<Long> durations) {
        durations.forEach(this::evicted);
    }

    /** Returns the counts, which stay as they are. */
    Counts read() {
        lock.lock();
        try {
            return new Counts(created, destroyed, expired, evicted, rejected, durationMillis, longestMillis);
        } finally {
            lock.unlock();
        }
    }

    /** Begins with zero. */
    void reset() {
        lock.lock();
        try {
            created = 0;
            destroyed = 0;
            expired = 0;
            evicted = 0;
            rejected = 0;
            durationMillis = 0;
            longestMillis = 0;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the counts, and begins with zero. */
    Counts take() {
        lock.lock();
        try {
            Counts taken = read();
            reset();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Adds counts again that could not be passed on. */
    void giveBack(Counts counts) {
        add(
                counts.created(),
                counts.destroyed(),
                counts.expired(),
                counts.evicted(),
                counts.rejected(),
                counts.durationMillis(),
                counts.longestMillis());
    }

    private void add(
            long moreCreated,
            long moreDestroyed,
            long moreExpired,
            long moreEvicted,
            long moreRejected,
            long moreMillis,
            long longest) {
        lock.lock();
        try {
            created += moreCreated;
            destroyed += moreDestroyed;
            expired += moreExpired;
            evicted += moreEvicted;
            rejected += moreRejected;
            durationMillis += moreMillis;
            longestMillis = Math.max(longestMillis, longest);
        } finally {
            lock.unlock();
        }
    }
}
