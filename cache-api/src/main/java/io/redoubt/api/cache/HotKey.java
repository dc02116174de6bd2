package io.redoubt.api.cache;

/**
 * Frequently used key of a region with its estimated number of reads, or its estimated load time. Immutable.
 *
 * @param key text of the key
 * @param amount number of reads, or nanoseconds of loading; an estimate that is never too low for what was counted
 * @param error by how much the estimate may be too high
 */
public record HotKey(String key, long amount, long error) {}
