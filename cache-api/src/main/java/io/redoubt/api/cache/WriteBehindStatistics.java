package io.redoubt.api.cache;

import java.time.Duration;

/**
 * Statistics of a {@link WriteBehind} queue: waiting keys and dead letters of all processes, and write counters of this
 * process. The counters begin when the write-behind is opened. Immutable.
 *
 * @param depth number of keys that wait to be written
 * @param lag how long the first of them has been waiting; for a key with several writes, since the first unwritten
 *     one
 * @param deadLetters number of dead letters
 * @param accepted writes that this process accepted
 * @param refused writes that this process refused because too many were waiting
 * @param written writes that this process wrote
 * @param batches successful runs of the writer in this process
 * @param retried failed runs of the writer in this process
 * @param givenUp writes that this process made dead letters
 */
public record WriteBehindStatistics(
        long depth,
        Duration lag,
        long deadLetters,
        long accepted,
        long refused,
        long written,
        long batches,
        long retried,
        long givenUp) {}
