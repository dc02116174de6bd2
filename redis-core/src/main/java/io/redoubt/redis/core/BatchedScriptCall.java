package io.redoubt.redis.core;

import java.util.List;

/**
 * Keys and arguments for one execution of a Lua script that a batch executes several times. Immutable by contract:
 * arrays are not copied.
 *
 * @param keys at least one key, all in one slot; the first key routes the run
 * @param arguments the other arguments of the script
 */
public record BatchedScriptCall(List<byte[]> keys, List<byte[]> arguments) {}
