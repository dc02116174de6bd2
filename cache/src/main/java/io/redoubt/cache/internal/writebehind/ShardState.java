package io.redoubt.cache.internal.writebehind;

import java.time.Duration;

/**
 * State of one shard of a write-behind queue: its pending writes, their waiting time, and its dead letters.
 *
 * @param depth the number of pending writes
 * @param lag how long the first of them has been waiting
 * @param deadLetters the number of dead letters
 */
record ShardState(long depth, Duration lag, long deadLetters) {}
