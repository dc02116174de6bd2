package io.redoubt.api.cache;

/**
 * A key that is used much, with what its use amounts to. Immutable.
 *
 * @param key the text of the key
 * @param amount how much: reads, or nanoseconds of loading; an estimate, never too low for what was counted
 * @param error by how much the estimate may be too high
 */
public record HotKey(String key, long amount, long error) {}
