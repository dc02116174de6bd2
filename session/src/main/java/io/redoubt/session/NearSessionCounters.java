package io.redoubt.session;

import io.redoubt.api.cache.NearCacheStatistics;
import io.redoubt.api.cache.NearCacheStatistics.State;
import io.redoubt.caffeine.LocalStoreStatistics;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Counters of the near cache of sessions. Thread-safe. */
final class NearSessionCounters {

    final LongAdder hits = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder reportedSessions = new LongAdder();
    final LongAdder gaps = new LongAdder();
    final LongAdder refusedFills = new LongAdder();

    NearCacheStatistics statistics(
            State state, String reason, LocalStoreStatistics fill, Optional<Duration> sinceHeartbeat) {
        return new NearCacheStatistics(
                state,
                reason,
                hits.sum(),
                misses.sum(),
                0,
                reportedSessions.sum(),
                gaps.sum(),
                refusedFills.sum(),
                fill.evicted(),
                fill.entries(),
                fill.weight(),
                sinceHeartbeat);
    }
}
