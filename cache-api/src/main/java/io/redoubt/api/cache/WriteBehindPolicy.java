package io.redoubt.api.cache;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.Ttl;
import java.time.Duration;

/**
 * How a {@link WriteBehind} keeps and writes what it accepts. Immutable. Made by the methods of {@link WriteBehindSpec}.
 *
 * @param shards over how many shards keys are spread, 1 to 64; the same in all processes
 * @param maxDepth how many keys may wait, 1 to 10,000,000; each shard has its equal part of it, rounded up
 * @param maxDeadLetters how many dead letters are kept, 1 to 1,000,000; each shard has its equal part of it, rounded up
 * @param batch how many writes a writer is given at most, 1 to 10,000
 * @param attempts how often a write that fails alone is tried before it is given up, 1 to 1,000
 * @param backoff the pauses between attempts
 * @param lease how long a process that died keeps a shard from the others, 100 ms to 5 minutes
 * @param poll after how long a process looks for what others accepted, 10 ms to 1 minute
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
        within("shards", shards, 64);
        within("maxDepth", maxDepth, 10_000_000);
        within("maxDeadLetters", maxDeadLetters, 1_000_000);
        within("batch", batch, 10_000);
        within("attempts", attempts, 1_000);
        within("lease", lease, Duration.ofMillis(100), LONGEST);
        within("poll", poll, Duration.ofMillis(10), Duration.ofMinutes(1));
        within("drainWithin", drainWithin, Ttl.MIN, LONGEST);
    }

    /** How many keys may wait in a shard. */
    public int depthOfShard() {
        return (maxDepth + shards - 1) / shards;
    }

    /** How many dead letters a shard may have. */
    public int deadLettersOfShard() {
        return (maxDeadLetters + shards - 1) / shards;
    }

    private static void within(String what, int value, int most) {
        if (value < 1 || value > most) {
            throw new InvalidInputException(what + " must be from 1 to " + most + ": " + value);
        }
    }

    private static void within(String what, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new InvalidInputException(what + " must be from " + least + " to " + most + ": " + value);
        }
    }
}
