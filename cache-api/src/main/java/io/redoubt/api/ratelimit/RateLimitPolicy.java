package io.redoubt.api.ratelimit;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.RangeValidation;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Rule that limits how many calls are admitted within a sliding window of time, for example 10 calls per minute. A call
 * takes one unit of the limit, or as many as its cost. Immutable, thread-safe; usually a constant.
 *
 * <pre>{@code
 * static final RateLimitPolicy CHAT = RateLimitPolicy.slidingWindow("chat", 10, Duration.ofMinutes(1));
 * }</pre>
 *
 * @param name the name in keys, settings and statistics: {@code [a-z][a-z0-9-]{0,63}}. The environment variables
 *     {@code RATE_LIMIT_CHAT_MAX} and {@code RATE_LIMIT_CHAT_WINDOW} override the policy {@code chat}; a {@code -}
 *     in the name is a {@code _} there
 * @param limit maximum number of units within a window, 1 to {@value #MAX_LIMIT}
 * @param window whole milliseconds, from 1 ms to 24 days
 * @param whenUnavailable the decision while the store is unavailable
 */
public record RateLimitPolicy(String name, int limit, Duration window, WhenUnavailable whenUnavailable) {

    /** The highest limit: the store keeps four bytes for each admitted unit. */
    public static final int MAX_LIMIT = 100_000;

    /** The longest window. */
    public static final Duration MAX_WINDOW = Duration.ofDays(24);

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    /** Decision while the store is unavailable. */
    public enum WhenUnavailable {
        /** Admit the call: too many calls are better than none. */
        OPEN,
        /** Reject the call: no calls are better than too many, for example for log-ins. */
        CLOSED
    }

    public RateLimitPolicy {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidInputException("bad rate limit name '" + name
                    + "': use 1 to 64 lower-case letters, digits and '-', a letter first");
        }
        RangeValidation.required("the limit of '" + name + "'", limit, 1, MAX_LIMIT);
        RangeValidation.required("the window of '" + name + "'", window, Duration.ofMillis(1), MAX_WINDOW);
        window = Duration.ofMillis(window.toMillis());
    }

    /** Returns a policy that rejects while the store is unavailable. */
    public static RateLimitPolicy slidingWindow(String name, int limit, Duration window) {
        return new RateLimitPolicy(name, limit, window, WhenUnavailable.CLOSED);
    }

    /** Returns a copy with another decision for the time while the store is unavailable. */
    public RateLimitPolicy whenUnavailable(WhenUnavailable decision) {
        return new RateLimitPolicy(name, limit, window, decision);
    }

    /** Returns a copy with another limit. */
    public RateLimitPolicy limit(int newLimit) {
        return new RateLimitPolicy(name, newLimit, window, whenUnavailable);
    }

    /** Returns a copy with another window. */
    public RateLimitPolicy window(Duration newWindow) {
        return new RateLimitPolicy(name, limit, newWindow, whenUnavailable);
    }

    /**
     * Returns this policy for one subject, at a cost of one.
     *
     * @param kind kind of the subject, such as {@code user} or {@code ip}; {@code [a-z][a-z0-9-]{0,31}}
     * @param id id of the subject; any text of 1 to 512 characters
     */
    public RateLimitRequest by(String kind, String id) {
        return new RateLimitRequest(this, new Subject(kind, id), 1);
    }
}
