package io.redoubt.cache.behind;

import java.time.Duration;
import java.util.List;

/** What an attempt to take what waits in a shard found. */
sealed interface Take {

    /** Another has the lease, for so long unless it is renewed. */
    record Busy(Duration left) implements Take {}

    /** Nothing waits. */
    record Idle() implements Take {}

    /** These wait the longest, and the lease is one's own. */
    record Batch(List<Item> items) implements Take {}
}
