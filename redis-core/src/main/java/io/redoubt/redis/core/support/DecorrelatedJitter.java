package io.redoubt.redis.core.support;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Generator that chooses random pauses between retries by the decorrelated jitter algorithm. Each pause is between the
 * shortest pause and three times the previous one, up to the longest pause (Brooker, "Exponential Backoff And Jitter",
 * AWS Architecture Blog, 2015). Not thread-safe.
 */
public final class DecorrelatedJitter {

    private final long shortest;
    private final long longest;
    private long last;

    /**
     * Creates a generator.
     *
     * @param shortest the shortest pause
     * @param longest the longest pause
     */
    public DecorrelatedJitter(Duration shortest, Duration longest) {
        this.shortest = shortest.toNanos();
        this.longest = longest.toNanos();
        this.last = this.shortest;
    }

    /** Returns the next pause. */
    public Duration next() {
        long bound = last > longest / 3 ? longest : 3 * last;
        last = bound <= shortest ? shortest : ThreadLocalRandom.current().nextLong(shortest, bound + 1);
        return Duration.ofNanos(last);
    }

    /** Begins with the shortest pauses again, after a success. */
    public void reset() {
        last = shortest;
    }

    /**
     * Returns a random duration between half and one and a half of the average, so that processes do not act in
     * step.
     */
    public static Duration around(Duration average) {
        long nanos = average.toNanos();
        return Duration.ofNanos(nanos / 2 + ThreadLocalRandom.current().nextLong(nanos + 1));
    }
}
