package io.redoubt.api.cache;

import java.time.Duration;

/**
 * What a {@link WriteBehind} holds, in all processes, and what this one has done since it was opened. Immutable.
 *
 * @param depth how many keys wait to be written
 * @param lag for how long the first of them has been waiting; of a key with several writes, since the first of those not written
 * @param deadLetters how many writes were given up and are kept
 * @param accepted writes that this process accepted
 * @param refused writes that this process refused because too many were waiting
 * @param written writes that this process wrote
 * @param batches runs of the writer in this process that succeeded
 * @param retried runs of the writer in this process that failed
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
