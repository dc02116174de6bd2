package io.redoubt.api.cache;

/**
 * Key of a cache region, with an estimate of the number of reads or of the total load time. Immutable.
 *
 * @param key text of the key
 * @param amount number of reads, or nanoseconds of loading; an estimate that is never too low for what was counted
 * @param error by how much the estimate may be too high
 */
public record HotKey(String key, long amount, long error) {}
