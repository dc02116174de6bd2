package io.redoubt.redis.core.routing;

import io.redoubt.redis.ReconnectSettings;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Generator of delays with decorrelated jitter: each delay is between the shortest delay and three times the
 * previous one, up to the longest delay (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
 * Not thread-safe.
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

    /**
     * Returns a backoff for a component that always waits for the server: its delays never exceed the longest delay
     * that applies while calls arrive.
     */
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
