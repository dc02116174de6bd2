package io.redoubt.api.ratelimit;

import io.redoubt.api.InvalidInputException;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How often something may happen: at most so much within a window that slides. Immutable, thread-safe; usually a constant.
 *
 * <pre>{@code
 * static final RateLimitPolicy CHAT = RateLimitPolicy.slidingWindow("chat", 10, Duration.ofMinutes(1));
 * }</pre>
 *
 * @param name what it is called in keys, settings and statistics: {@code [a-z][a-z0-9-]{0,63}}; {@code chat} is overridden by
 *     {@code RATE_LIMIT_CHAT_MAX} and {@code RATE_LIMIT_CHAT_WINDOW}, a {@code -} being a {@code _} there
 * @param limit how much may happen within a window, 1 to {@value #MAX_LIMIT}
 * @param window whole milliseconds, from 1 ms to 24 days
 * @param whenUnavailable what is decided while the store does not answer
 */
public record RateLimitPolicy(String name, int limit, Duration window, WhenUnavailable whenUnavailable) {

    /** The highest limit: the store keeps four bytes for each unit of what was admitted. */
    public static final int MAX_LIMIT = 100_000;

    /** The longest window. */
    public static final Duration MAX_WINDOW = Duration.ofDays(24);

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    /** What is decided while the store does not answer. */
    public enum WhenUnavailable {
        /** Admit: rather too much than nothing. */
        OPEN,
        /** Reject: rather nothing than too much, as for log-ins. */
        CLOSED
    }

    public RateLimitPolicy {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidInputException("bad rate limit name '" + name
                    + "': use 1 to 64 lower-case letters, digits and '-', a letter first");
        }
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new InvalidInputException(
                    "the limit of '" + name + "' must be between 1 and " + MAX_LIMIT + ": " + limit);
        }
        if (window.compareTo(Duration.ofMillis(1)) < 0 || window.compareTo(MAX_WINDOW) > 0) {
            throw new InvalidInputException("the window of '" + name + "' must be between 1 ms and 24 days: " + window);
        }
        window = Duration.ofMillis(window.toMillis());
    }

    /** A policy that rejects while the store does not answer. */
    public static RateLimitPolicy slidingWindow(String name, int limit, Duration window) {
        return new RateLimitPolicy(name, limit, window, WhenUnavailable.CLOSED);
    }

    /** The same with another decision for the time that the store does not answer. */
    public RateLimitPolicy whenUnavailable(WhenUnavailable decision) {
        return new RateLimitPolicy(name, limit, window, decision);
    }

    /** The same with another limit. */
    public RateLimitPolicy limit(int newLimit) {
        return new RateLimitPolicy(name, newLimit, window, whenUnavailable);
    }

    /** The same with another window. */
    public RateLimitPolicy window(Duration newWindow) {
        return new RateLimitPolicy(name, limit, newWindow, whenUnavailable);
    }

    /**
     * This policy for one subject, at the cost of one.
     *
     * @param kind what the subject is: {@code user}, {@code ip}; {@code [a-z][a-z0-9-]{0,31}}
     * @param id which one; any text of 1 to 512 characters
     */
    public RateLimit by(String kind, String id) {
        return new RateLimit(this, new Subject(kind, id), 1);
    }
}
