package io.redoubt.api.cache;

import io.redoubt.api.RangeValidation;
import io.redoubt.api.Ttl;
import java.time.Duration;

/**
 * Settings of how a {@link WriteBehind} keeps and writes accepted writes. Immutable. Created by the methods of
 * {@link WriteBehindSpec}.
 *
 * @param shards number of shards over which keys are spread, 1 to 64; the same in all processes
 * @param maxDepth maximum number of waiting keys, 1 to 10,000,000; each shard has an equal part of it, rounded up
 * @param maxDeadLetters maximum number of dead letters, 1 to 1,000,000; each shard has an equal part of it,
 *     rounded up
 * @param batch maximum number of writes passed to a writer at once, 1 to 10,000
 * @param attempts number of attempts for a write that fails alone before it is given up, 1 to 1,000
 * @param backoff the pauses between attempts
 * @param lease how long a process that died keeps a shard from the others, 100 ms to 5 minutes
 * @param poll interval at which a process looks for writes that others accepted, 10 ms to 1 minute
 * @param drainWithin how long closing may go on writing, up to 5 minutes
 */
public record WriteBehindPolicy(
        int shards,
        int maxDepth,
        int maxDeadLetters,
        int batch,
        int attempts,
        Backoff backoff,
        Duration lease,
        Duration poll,
        Duration drainWithin) {

    private static final Duration LONGEST = Duration.ofMinutes(5);

    public WriteBehindPolicy {
        RangeValidation.required("shards", shards, 1, 64);
        RangeValidation.required("maxDepth", maxDepth, 1, 10_000_000);
        RangeValidation.required("maxDeadLetters", maxDeadLetters, 1, 1_000_000);
        RangeValidation.required("batch", batch, 1, 10_000);
        RangeValidation.required("attempts", attempts, 1, 1_000);
        RangeValidation.required("lease", lease, Duration.ofMillis(100), LONGEST);
        RangeValidation.required("poll", poll, Duration.ofMillis(10), Duration.ofMinutes(1));
        RangeValidation.required("drainWithin", drainWithin, Ttl.MIN, LONGEST);
    }

    /** Returns the maximum number of waiting keys of a shard. */
    public int depthOfShard() {
        return (maxDepth + shards - 1) / shards;
    }

    /** Returns the maximum number of dead letters of a shard. */
    public int deadLettersOfShard() {
        return (maxDeadLetters + shards - 1) / shards;
    }
}
