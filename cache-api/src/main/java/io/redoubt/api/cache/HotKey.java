package io.redoubt.api.cache;

/**
 * Heavily used cache key in a {@link HotKeys} report, with its estimated number of reads or total load time. Which
 * of the two depends on the list: {@link HotKeys#byReads()} or {@link HotKeys#byLoadCost()}. Immutable.
 *
 * @param key text of the key
 * @param amount number of reads, or nanoseconds of loading; an estimate that is never too low for what was counted
 * @param error by how much the estimate may be too high
 */
public record HotKey(String key, long amount, long error) {}
