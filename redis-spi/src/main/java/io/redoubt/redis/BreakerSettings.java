package io.redoubt.redis;

import java.time.Duration;

/**
 * When a server that does not answer is left alone, and its callers fail at once (circuit breaker; Nygard, "Release It!").
 * A server that cannot be connected to is left alone from the first failure on, whatever these settings are. Immutable.
 *
 * <p>Timeouts and lost connections count; what the server answers, refusals included, never does, nor does a call whose
 * own deadline was shorter than {@code leastDeadline}.
 *
 * @param consecutiveFailures how many calls in a row must fail; 1 to {@link #NEVER}
 * @param minimumCalls how many calls within the window make its share of failures count; 1 to {@link #NEVER}
 * @param failurePercent which share of failures within the window is too much, 1 to 100
 * @param window how far back calls are counted, 1 s to 10 min
 * @param leastDeadline calls with shorter deadlines say nothing about the server; 1 ms to 1 h
 */
public record BreakerSettings(
        int consecutiveFailures, int minimumCalls, int failurePercent, Duration window, Duration leastDeadline) {

    /** More failures than there will be. */
    public static final int NEVER = Integer.MAX_VALUE;

    public BreakerSettings {
        RedisSettings.requireBetween("consecutiveFailures", consecutiveFailures, 1, NEVER);
        RedisSettings.requireBetween("minimumCalls", minimumCalls, 1, NEVER);
        RedisSettings.requireBetween("failurePercent", failurePercent, 1, 100);
        RedisSettings.requireBetween("breaker window", window, Duration.ofSeconds(1), Duration.ofMinutes(10));
        RedisSettings.requireBetween("leastDeadline", leastDeadline, Duration.ofMillis(1), Duration.ofHours(1));
    }

    /** After 5 failures in a row, or half of at least 20 calls in 10 s; calls with less than 50 ms do not count. */
    public static BreakerSettings defaults() {
        return new BreakerSettings(5, 20, 50, Duration.ofSeconds(10), Duration.ofMillis(50));
    }

    /** Only a server that cannot be connected to is left alone. */
    public static BreakerSettings off() {
        return new BreakerSettings(NEVER, NEVER, 100, Duration.ofSeconds(10), Duration.ofMillis(50));
    }
}
