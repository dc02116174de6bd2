package io.redoubt.cache.internal.writebehind;

import java.time.Duration;

/**
 * Snapshot of one partition (shard) of a write-behind queue: number of waiting and abandoned writes, and the longest
 * waiting time.
 *
 * @param depth the number of pending writes
 * @param lag how long the first of them has been waiting
 * @param deadLetters the number of dead letters
 */
record ShardStatistics(long depth, Duration lag, long deadLetters) {}
