package io.redoubt.redis.core;

import java.util.List;

/**
 * Keys and arguments of one call in a batch of calls to the same Lua script. Immutable by contract: arrays are not
 * copied.
 *
 * @param keys at least one key, all in one slot; the first key routes the run
 * @param arguments the other arguments of the script
 */
public record BatchedScriptCall(List<byte[]> keys, List<byte[]> arguments) {}
