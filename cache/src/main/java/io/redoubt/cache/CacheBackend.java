package io.redoubt.cache;

import io.redoubt.api.cache.ServerStatistics;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Storage ports of the cache store, either all on Redis or all in this process.
 *
 * @param evictions number of entries that this process has evicted to stay within its memory limit
 */
record CacheBackend(
        ValueStore values,
        SetStore sets,
        ListStore lists,
        LeaderboardStore leaderboards,
        PatternDeletion patternDeletion,
        Supplier<ServerStatistics> servers,
        LongSupplier evictions) {}
