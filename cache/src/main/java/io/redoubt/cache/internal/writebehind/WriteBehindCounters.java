package io.redoubt.cache.internal.writebehind;

import io.redoubt.api.cache.WriteBehindStatistics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Set of counters for one write-behind queue in this process, such as accepted, refused and retried writes.
 * Thread-safe.
 */
final class WriteBehindCounters {

    private final LongAdder accepted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder written = new LongAdder();
    private final LongAdder batches = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder givenUp = new LongAdder();

    void accepted() {
        accepted.increment();
    }

    void refused() {
        refused.increment();
    }

    void written(int writes) {
        written.add(writes);
        batches.increment();
    }

    void retried() {
        retried.increment();
    }

    void givenUp() {
        givenUp.increment();
    }

    WriteBehindStatistics statistics(List<ShardStatistics> shards) {
        return new WriteBehindStatistics(
                shards.stream().mapToLong(ShardStatistics::depth).sum(),
                shards.stream()
                        .map(ShardStatistics::lag)
                        .max(Duration::compareTo)
                        .orElse(Duration.ZERO),
                shards.stream().mapToLong(ShardStatistics::deadLetters).sum(),
                accepted.sum(),
                refused.sum(),
                written.sum(),
                batches.sum(),
                retried.sum(),
                givenUp.sum());
    }
}
