package io.redoubt.redis.core.routing;

import io.redoubt.redis.ReconnectSettings;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Delays of decorrelated jitter: each between the shortest and three times the one before, up to the longest (Brooker,
 * "Exponential Backoff And Jitter", AWS Architecture Blog, 2015). Not thread-safe.
 */
final class Backoff {

    private final long shortest;
    private final long longest;
    private long last;

    Backoff(ReconnectSettings settings) {
        this.shortest = settings.shortest().toNanos();
        this.longest = settings.longest().toNanos();
        this.last = shortest;
    }

    /** For one who always wants to know as soon as the server is back: no longer than while callers arrive. */
    static Backoff whileCalled(ReconnectSettings settings) {
        Duration ceiling = shorter(settings.longest(), settings.whileCalled());
        return new Backoff(
                settings.ceiling(ceiling.compareTo(settings.shortest()) < 0 ? settings.shortest() : ceiling));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    Duration next() {
        long most = Math.min(longest, 3 * last);
        last = most <= shortest ? shortest : ThreadLocalRandom.current().nextLong(shortest, most + 1);
        return Duration.ofNanos(last);
    }

    void reset() {
        last = shortest;
    }
}
