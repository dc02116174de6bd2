package io.redoubt.ratelimit;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.ratelimit.RateLimitAlgorithm;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Setting with which an operator replaces the limit, the time window or the algorithm of a {@link RateLimitPolicy} that
 * is defined in code, or defines one. Immutable.
 *
 * @param limit replaces the policy's limit; null to keep that
 * @param window replaces the policy's window; null to keep that. Calendar windows become fixed windows
 * @param algorithm replaces the policy's algorithm: {@code sliding-window}, {@code sliding-window-counter}, {@code
 *     token-bucket} (which is refilled with the limit in each window), {@code fixed-window}, {@code calendar-hour},
 *     {@code calendar-day} or {@code calendar-month}, the last three with a time zone if not in UTC, as in {@code
 *     calendar-day:Europe/Berlin}; null to keep that
 */
public record RateLimitOverride(
        @Nullable Integer limit,
        @Nullable Duration window,
        @Nullable String algorithm) {

    /** The names of algorithms, as a text for messages. */
    public static final String ALGORITHMS = AlgorithmName.ALLOWED;

    /**
     * Validates the name of the algorithm.
     *
     * @throws InvalidInputException if there is no such algorithm
     */
    public RateLimitOverride {
        if (algorithm != null) {
            AlgorithmName.parse(algorithm, 1, Duration.ofSeconds(1));
        }
    }

    /** Creates an override that keeps the algorithm. */
    public RateLimitOverride(@Nullable Integer limit, @Nullable Duration window) {
        this(limit, window, null);
    }

    /**
     * Returns the policy with this override applied.
     *
     * @throws InvalidInputException if limit, window or algorithm are outside the bounds of a policy
     */
    RateLimitPolicy applyTo(RateLimitPolicy policy) {
        if (algorithm == null) {
            // The window first: the period of a bucket may change with its limit.
            RateLimitPolicy timed = window == null ? policy : policy.window(window);
            return limit == null ? timed : timed.limit(limit);
        }
        if (window != null && AlgorithmName.isCalendar(algorithm)) {
            throw new InvalidInputException(
                    "the window of '" + policy.name() + "' is that of the calendar: leave its length out");
        }
        int newLimit = limit == null ? policy.limit() : limit;
        RateLimitAlgorithm parsed = AlgorithmName.parse(algorithm, newLimit, window == null ? policy.window() : window);
        return new RateLimitPolicy(policy.name(), newLimit, parsed, policy.whenUnavailable());
    }

    /** Returns whether this defines a policy alone: whether it has a limit and a window. */
    boolean isComplete() {
        return limit != null && (window != null || (algorithm != null && AlgorithmName.isCalendar(algorithm)));
    }
}
