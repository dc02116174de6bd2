package io.redoubt.cache.behind;

import io.redoubt.api.cache.Backoff;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The pauses of a {@link Backoff}, one after the other. Not thread-safe. */
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

    /** So long, more or less at random, so that processes do not keep step. */
    static Duration jittered(Duration average) {
        long nanos = average.toNanos();
        return Duration.ofNanos(nanos / 2 + ThreadLocalRandom.current().nextLong(nanos + 1));
    }
}
