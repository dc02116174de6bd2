package io.redoubt.redis.core.routing;

import io.redoubt.redis.ReconnectSettings;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Delays of decorrelated jitter: each between the shortest and three times the one before, up to the longest (Brooker,
 * "Exponential Backoff And Jitter", AWS Architecture Blog, 2015). Not thread-safe.
 */
final class JitteredBackoff {

    private final long min;
    private final long max;
    private long last;

    JitteredBackoff(ReconnectSettings settings) {
        this.min = settings.shortest().toNanos();
        this.max = settings.longest().toNanos();
        this.last = min;
    }

    /** For one who always wants to know as soon as the server is back: no longer than while callers arrive. */
    static JitteredBackoff cappedWhileCalled(ReconnectSettings settings) {
        Duration ceiling = shorter(settings.longest(), settings.whileCalled());
        return new JitteredBackoff(
                settings.ceiling(ceiling.compareTo(settings.shortest()) < 0 ? settings.shortest() : ceiling));
    }

    private static Duration shorter(Duration first, Duration second) {
        return first.compareTo(second) < 0 ? first : second;
    }

    Duration nextDelay() {
        long bound = Math.min(max, 3 * last);
        last = bound <= min ? min : ThreadLocalRandom.current().nextLong(min, bound + 1);
        return Duration.ofNanos(last);
    }

    void reset() {
        last = min;
    }
}
