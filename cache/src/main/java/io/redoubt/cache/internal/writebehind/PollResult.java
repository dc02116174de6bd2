package io.redoubt.cache.internal.writebehind;

import java.time.Duration;
import java.util.List;

/**
 * Result of polling one partition (shard) of a write-behind queue: waiting writes, none, or a refusal while another
 * worker owns the partition.
 */
sealed interface PollResult {

    /**
     * Another worker holds the lease of the shard.
     *
     * @param remaining the time until that lease ends, unless it is renewed
     */
    record LeaseHeld(Duration remaining) implements PollResult {}

    /** The shard has no pending writes. */
    record Empty() implements PollResult {}

    /**
     * The caller holds the lease, and these writes have been pending the longest. There are none if the store has
     * removed many entries that are not writes, and others may follow: the caller polls again.
     */
    record Batch(List<PolledWrite> writes) implements PollResult {}
}
