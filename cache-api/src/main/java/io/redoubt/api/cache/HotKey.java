package io.redoubt.api.cache;

/**
 * Hot key of a cache region, with its estimated number of reads or its estimated total load time. A key is hot if
 * this process reads it often, or spends much time loading it. Immutable.
 *
 * @param key text of the key
 * @param amount number of reads, or nanoseconds of loading; an estimate that is never too low for what was counted
 * @param error by how much the estimate may be too high
 */
public record HotKey(String key, long amount, long error) {}
