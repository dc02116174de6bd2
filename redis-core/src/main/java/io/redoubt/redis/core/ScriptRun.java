package io.redoubt.redis.core;

import java.util.List;

/**
 * Keys and arguments for one run of a Lua script, when one call runs the script several times. Immutable by contract:
 * arrays are not copied.
 *
 * @param keys at least one key, all in one slot; the first key routes the run
 * @param arguments the other arguments of the script
 */
public record ScriptRun(List<byte[]> keys, List<byte[]> arguments) {}
