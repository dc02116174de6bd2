package io.redoubt.cache.internal.writebehind;

import java.time.Duration;

/**
 * Snapshot of one shard (hash partition) of a write-behind queue: number of pending writes, longest waiting time, and
 * number of writes given up (dead letters).
 *
 * @param depth the number of pending writes
 * @param lag how long the first of them has been waiting
 * @param deadLetters the number of dead letters
 */
record ShardStatistics(long depth, Duration lag, long deadLetters) {}
