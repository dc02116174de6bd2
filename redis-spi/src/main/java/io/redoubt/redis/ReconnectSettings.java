package io.redoubt.redis;

import java.time.Duration;

/**
 * When to try again to reach a server that is gone: after delays of decorrelated jitter (Brooker, "Exponential Backoff And
 * Jitter", AWS 2015), each between the shortest and three times the one before, up to the longest. Immutable.
 *
 * @param shortest the shortest delay, 1 ms to 1 min
 * @param longest the longest delay, the ceiling; not shorter, up to 1 h
 * @param whileCalled the longest delay while callers arrive, who want to know as soon as the server is back
 * @param maxAttempts after how many attempts in a row to give up, which only a restart of the program undoes; 1 to
 *     {@link #UNLIMITED}
 */
public record ReconnectSettings(Duration shortest, Duration longest, Duration whileCalled, int maxAttempts) {

    /** Never gives up. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    public ReconnectSettings {
        RedisSettings.requireBetween("shortest reconnect delay", shortest, Duration.ofMillis(1), Duration.ofMinutes(1));
        RedisSettings.requireBetween("longest reconnect delay", longest, shortest, Duration.ofHours(1));
        RedisSettings.requireBetween("reconnect delay while called", whileCalled, Duration.ofMillis(1), Duration.ofHours(1));
        RedisSettings.requireBetween("maxAttempts", maxAttempts, 1, UNLIMITED);
    }

    /** For ever, after 100 ms to 10 s, and at least every 500 ms while callers arrive. */
    public static ReconnectSettings forEver() {
        return new ReconnectSettings(Duration.ofMillis(100), Duration.ofSeconds(10), Duration.ofMillis(500), UNLIMITED);
    }

    /** The same delays with another ceiling. */
    public ReconnectSettings ceiling(Duration longest) {
        return new ReconnectSettings(shortest, longest, whileCalled, maxAttempts);
    }

    /** The same delays, given up after so many attempts in a row. */
    public ReconnectSettings giveUpAfter(int maxAttempts) {
        return new ReconnectSettings(shortest, longest, whileCalled, maxAttempts);
    }
}
