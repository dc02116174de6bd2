package io.redoubt.cache.behind;

import java.time.Duration;
import java.util.List;

/** What an attempt to take what waits in a shard found. */
sealed interface PollResult {

    /** Another has the lease, for so long unless it is renewed. */
    record LeaseHeld(Duration remaining) implements PollResult {}

    /** Nothing waits. */
    record Empty() implements PollResult {}

    /** These wait the longest, and the lease is one's own. */
    record Batch(List<PolledWrite> writes) implements PollResult {}
}
