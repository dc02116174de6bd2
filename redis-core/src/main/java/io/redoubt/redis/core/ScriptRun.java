package io.redoubt.redis.core;

import java.util.List;

/**
 * Keys and arguments of one of several runs of a script. Immutable by contract: arrays are not copied.
 *
 * @param keys at least one key, all in one slot; the first key routes the run
 * @param arguments the other arguments of the script
 */
public record ScriptRun(List<byte[]> keys, List<byte[]> arguments) {}
