package io.redoubt.redis;

import java.time.Duration;

/**
 * Settings of the circuit breaker that rejects calls immediately while a Redis server does not answer. The pattern is
 * described by Nygard in "Release It!". Regardless of these settings, the breaker opens at the first failure to connect
 * to a server to which no connection is open. Immutable.
 *
 * <p>Timeouts and lost connections count as failures. Replies never do, error replies included, nor do calls whose
 * own timeout was shorter than {@code leastDeadline}.
 *
 * @param consecutiveFailures the number of consecutive failures that opens the breaker; 1 to {@link #NEVER}
 * @param minimumCalls the number of calls within the window from which on the share of failures counts; 1 to
 *     {@link #NEVER}
 * @param failurePercent the share of failures within the window that opens the breaker, in percent; 1 to 100
 * @param window the length of the window in which calls are counted; 1 s to 10 min
 * @param leastDeadline the shortest timeout of a call that counts; 1 ms to 1 h
 */
public record BreakerSettings(
        int consecutiveFailures, int minimumCalls, int failurePercent, Duration window, Duration leastDeadline) {

    /** Number of failures that is never reached. */
    public static final int NEVER = Integer.MAX_VALUE;

    public BreakerSettings {
        RedisSettings.requireBetween("consecutiveFailures", consecutiveFailures, 1, NEVER);
        RedisSettings.requireBetween("minimumCalls", minimumCalls, 1, NEVER);
        RedisSettings.requireBetween("failurePercent", failurePercent, 1, 100);
        RedisSettings.requireBetween("breaker window", window, Duration.ofSeconds(1), Duration.ofMinutes(10));
        RedisSettings.requireBetween("leastDeadline", leastDeadline, Duration.ofMillis(1), Duration.ofHours(1));
    }

    /**
     * Returns the defaults: 5 consecutive failures, or half of at least 20 calls within 10 s. Calls with a timeout
     * of less than 50 ms do not count.
     */
    public static BreakerSettings defaults() {
        return new BreakerSettings(5, 20, 50, Duration.ofSeconds(10), Duration.ofMillis(50));
    }

    /** Returns settings with which the breaker opens only for a server that cannot be connected to. */
    public static BreakerSettings off() {
        return new BreakerSettings(NEVER, NEVER, 100, Duration.ofSeconds(10), Duration.ofMillis(50));
    }
}
