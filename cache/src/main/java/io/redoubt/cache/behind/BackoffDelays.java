package io.redoubt.cache.behind;

import io.redoubt.api.cache.Backoff;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Generator of the successive pauses that a {@link Backoff} defines: decorrelated jitter, each pause between the
 * shortest and three times the previous one, up to the longest. Not thread-safe.
 */
final class BackoffDelays {

    private final long shortest;
    private final long longest;
    private long last;

    BackoffDelays(Backoff backoff) {
        this.shortest = backoff.shortest().toNanos();
        this.longest = backoff.longest().toNanos();
        this.last = shortest;
    }

    Duration next() {
        long max = Math.min(longest, 3 * last);
        last = max <= shortest ? shortest : ThreadLocalRandom.current().nextLong(shortest, max + 1);
        return Duration.ofNanos(last);
    }

    void reset() {
        last = shortest;
    }

    /** Returns a random duration around the given average, so that processes do not act in step. */
    static Duration jittered(Duration average) {
        long nanos = average.toNanos();
        return Duration.ofNanos(nanos / 2 + ThreadLocalRandom.current().nextLong(nanos + 1));
    }
}
