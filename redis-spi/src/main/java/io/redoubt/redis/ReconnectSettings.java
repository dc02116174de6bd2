package io.redoubt.redis;

import java.time.Duration;

/**
 * Settings for the delays between attempts to reach a server that is down. The delays have decorrelated jitter
 * (Brooker, "Exponential Backoff And Jitter", AWS 2015): each is between the shortest delay and three times the
 * previous one, up to the longest. Immutable.
 *
 * @param shortest the shortest delay; 1 ms to 1 min
 * @param longest the longest delay; not shorter than {@code shortest}, up to 1 h
 * @param whileCalled the longest delay while calls arrive, whose callers need the server soon; 1 ms to 1 h
 * @param maxAttempts the number of consecutive failed attempts after which the server is given up until the program
 *     is restarted; 1 to {@link #UNLIMITED}
 */
public record ReconnectSettings(Duration shortest, Duration longest, Duration whileCalled, int maxAttempts) {

    /** Number of attempts that is never reached. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    public ReconnectSettings {
        RedisSettings.requireBetween("shortest reconnect delay", shortest, Duration.ofMillis(1), Duration.ofMinutes(1));
        RedisSettings.requireBetween("longest reconnect delay", longest, shortest, Duration.ofHours(1));
        RedisSettings.requireBetween(
                "reconnect delay while called", whileCalled, Duration.ofMillis(1), Duration.ofHours(1));
        RedisSettings.requireBetween("maxAttempts", maxAttempts, 1, UNLIMITED);
    }

    /**
     * Returns the defaults: unlimited attempts, after delays of 100 ms to 10 s, and of at most 500 ms while calls
     * arrive.
     */
    public static ReconnectSettings forEver() {
        return new ReconnectSettings(Duration.ofMillis(100), Duration.ofSeconds(10), Duration.ofMillis(500), UNLIMITED);
    }

    /** Returns the same settings with another longest delay. */
    public ReconnectSettings ceiling(Duration longest) {
        return new ReconnectSettings(shortest, longest, whileCalled, maxAttempts);
    }

    /** Returns the same settings with a limited number of consecutive attempts. */
    public ReconnectSettings giveUpAfter(int maxAttempts) {
        return new ReconnectSettings(shortest, longest, whileCalled, maxAttempts);
    }
}
