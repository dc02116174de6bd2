package io.redoubt.api.cache;

/**
 * Heavily used cache key in a {@link HotKeys} report, with the estimate by which it is ranked. In
 * {@link HotKeys#byReads()} the estimate is a number of reads, in {@link HotKeys#byLoadCost()} a total load time.
 * Immutable.
 *
 * @param key text of the key
 * @param amount number of reads, or nanoseconds of loading; an estimate that is never too low for what was counted
 * @param error by how much the estimate may be too high
 */
public record HotKey(String key, long amount, long error) {}
