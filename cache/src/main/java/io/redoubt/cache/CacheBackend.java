package io.redoubt.cache;

import io.redoubt.api.cache.ServerStatistics;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the cache store stands on: Redis, or this process.
 *
 * @param evictions how many entries this process has dropped to stay within its memory
 */
record CacheBackend(
        ValueStore values,
        SetStore sets,
        ListStore lists,
        LeaderboardStore leaderboards,
        PatternDeletion patternDeletion,
        Supplier<ServerStatistics> servers,
        LongSupplier evictions) {}
