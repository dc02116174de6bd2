package io.redoubt.session;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * Set of counters for what has happened to sessions through one store, which are taken out from time to time to be
 * added to those of other processes. Thread-safe.
 */
final class SessionCounters {

    private final LongAdder created = new LongAdder();
    private final LongAdder destroyed = new LongAdder();
    private final LongAdder expired = new LongAdder();
    private final LongAdder evicted = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder durations = new LongAdder();
    private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

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
        created.increment();
    }

    void rejected() {
        rejected.increment();
    }

    void destroyed(long durationMillis) {
        destroyed(List.of(durationMillis));
    }

    void destroyed(Collection<Long> durationMillis) {
        ended(destroyed, durationMillis);
    }

    void evicted(Collection<Long> durationMillis) {
        ended(evicted, durationMillis);
    }

    void expired(long durationMillis) {
        ended(expired, List.of(durationMillis));
    }

    private void ended(LongAdder counter, Collection<Long> durationMillis) {
        counter.add(durationMillis.size());
        for (long each : durationMillis) {
            durations.add(each);
            longest.accumulate(each);
        }
    }

    /** Returns the counts, and begins with zero. */
    Counts take() {
        return new Counts(
                created.sumThenReset(),
                destroyed.sumThenReset(),
                expired.sumThenReset(),
                evicted.sumThenReset(),
                rejected.sumThenReset(),
                durations.sumThenReset(),
                longest.getThenReset());
    }

    /** Adds counts again that could not be passed on. */
    void giveBack(Counts counts) {
        created.add(counts.created());
        destroyed.add(counts.destroyed());
        expired.add(counts.expired());
        evicted.add(counts.evicted());
        rejected.add(counts.rejected());
        durations.add(counts.durationMillis());
        longest.accumulate(counts.longestMillis());
    }
}
