package io.redoubt.jedis;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next attempt to connect: decorrelated jitter, so that clients that lost the same server do
 * not come back together. Not thread-safe.
 */
final class Backoff {

    private static final long LEAST_MILLIS = 100;
    private static final long MOST_MILLIS = 10_000;

    private long last = LEAST_MILLIS;

    /** The next delay: between the least and three times the one before, never more than the most. */
    Duration next() {
        last = Math.min(MOST_MILLIS, ThreadLocalRandom.current().nextLong(LEAST_MILLIS, last * 3 + 1));
        return Duration.ofMillis(last);
    }
}
