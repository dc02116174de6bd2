package io.redoubt.cache.internal.writebehind;

import java.time.Duration;

/**
 * State of a shard.
 *
 * @param depth the number of pending writes
 * @param lag how long the first of them has been waiting
 * @param deadLetters the number of dead letters
 */
record ShardState(long depth, Duration lag, long deadLetters) {}
