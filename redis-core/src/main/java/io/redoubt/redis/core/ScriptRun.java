package io.redoubt.redis.core;

import java.util.List;

/**
 * One of several runs of a script. Immutable by contract: arrays are not copied.
 *
 * @param keys at least one, all in one slot; the first one routes the run
 * @param arguments what the script gets besides
 */
public record ScriptRun(List<byte[]> keys, List<byte[]> arguments) {}
