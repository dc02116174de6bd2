package io.redoubt.api.ratelimit;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.RangeValidation;
import io.redoubt.api.ratelimit.RateLimitAlgorithm.CalendarWindow;
import io.redoubt.api.ratelimit.RateLimitAlgorithm.FixedWindow;
import io.redoubt.api.ratelimit.RateLimitAlgorithm.SlidingWindow;
import io.redoubt.api.ratelimit.RateLimitAlgorithm.SlidingWindowCounter;
import io.redoubt.api.ratelimit.RateLimitAlgorithm.TokenBucket;
import java.time.Duration;
import java.time.ZoneId;
import java.util.regex.Pattern;

/**
 * Rule that limits how many calls are admitted in a time, for example 10 calls per minute. A call takes one unit of the
 * limit, or as many as its cost. Immutable, thread-safe; usually a constant.
 *
 * <pre>{@code
 * static final RateLimitPolicy CHAT = RateLimitPolicy.slidingWindow("chat", 10, Duration.ofMinutes(1));
 * }</pre>
 *
 * @param name the name in keys, settings and statistics: {@code [a-z][a-z0-9-]{0,63}}. The environment variables
 *     {@code RATE_LIMIT_CHAT_MAX}, {@code RATE_LIMIT_CHAT_WINDOW} and {@code RATE_LIMIT_CHAT_ALGORITHM} override the
 *     policy {@code chat}; a {@code -} in the name is a {@code _} there
 * @param limit maximum number of units within a window, or in a token bucket: 1 to
 *     {@link RateLimitAlgorithm#maxLimit()}
 * @param algorithm how admitted units are counted
 * @param whenUnavailable the decision while the store is unavailable
 */
public record RateLimitPolicy(String name, int limit, RateLimitAlgorithm algorithm, WhenUnavailable whenUnavailable) {

    /** The highest limit of an exact sliding window: the store keeps four bytes for each admitted unit. */
    public static final int MAX_LIMIT = 100_000;

    /** The longest exact sliding window. */
    public static final Duration MAX_WINDOW = Duration.ofDays(24);

    /** The longest time in which a token bucket is filled: its capacity, divided by its refill, times its period. */
    public static final Duration MAX_FILL_TIME = Duration.ofDays(3660);

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    /** Decision while the store is unavailable. */
    public enum WhenUnavailable {
        /** Admit the call: too many calls are better than none. */
        OPEN,
        /** Reject the call: no calls are better than too many, for example for log-ins. */
        CLOSED,
        /**
         * Count in this process, against its share of the limit: the limit divided by the number of processes that the
         * settings name, at least 1. All processes together admit about the limit.
         */
        LOCAL
    }

    public RateLimitPolicy {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidInputException("bad rate limit name '" + name
                    + "': use 1 to 64 lower-case letters, digits and '-', a letter first");
        }
        RangeValidation.required("the limit of '" + name + "'", limit, 1, algorithm.maxLimit());
        if (algorithm instanceof TokenBucket bucket) {
            Duration full = Duration.ofMillis((long) ((double) bucket.period().toMillis() * limit / bucket.refill()));
            RangeValidation.required(
                    "the time in which the bucket of '" + name + "' is filled", full, Duration.ZERO, MAX_FILL_TIME);
        }
    }

    /** Returns a policy with an exact sliding window, which rejects while the store is unavailable. */
    public static RateLimitPolicy slidingWindow(String name, int limit, Duration window) {
        return closed(name, limit, new SlidingWindow(window));
    }

    /** Returns a policy with an estimated sliding window, which rejects while the store is unavailable. */
    public static RateLimitPolicy slidingWindowCounter(String name, int limit, Duration window) {
        return closed(name, limit, new SlidingWindowCounter(window));
    }

    /**
     * Returns a policy with a token bucket, which rejects while the store is unavailable.
     *
     * @param capacity the limit: how many tokens a full bucket holds
     * @param refill number of tokens that are added in each period
     */
    public static RateLimitPolicy tokenBucket(String name, int capacity, int refill, Duration period) {
        return closed(name, capacity, new TokenBucket(refill, period));
    }

    /** Returns a policy with fixed windows, which rejects while the store is unavailable. */
    public static RateLimitPolicy fixedWindow(String name, int limit, Duration window) {
        return closed(name, limit, new FixedWindow(window));
    }

    /** Returns a policy with calendar windows, which rejects while the store is unavailable. */
    public static RateLimitPolicy calendarWindow(String name, int limit, CalendarUnit unit, ZoneId zone) {
        return closed(name, limit, new CalendarWindow(unit, zone));
    }

    private static RateLimitPolicy closed(String name, int limit, RateLimitAlgorithm algorithm) {
        return new RateLimitPolicy(name, limit, algorithm, WhenUnavailable.CLOSED);
    }

    /** Returns the length of the window; of a token bucket the period of the refill, of a calendar the usual length. */
    public Duration window() {
        return algorithm.window();
    }

    /** Returns a copy with another decision for the time while the store is unavailable. */
    public RateLimitPolicy whenUnavailable(WhenUnavailable decision) {
        return new RateLimitPolicy(name, limit, algorithm, decision);
    }

    /**
     * Returns a copy with another limit. The refill of a token bucket changes in the same proportion, so that it is
     * filled in the same time; where the refill would not be whole, its period becomes longer.
     */
    public RateLimitPolicy limit(int newLimit) {
        if (algorithm instanceof TokenBucket bucket && newLimit != limit && newLimit > 0) {
            return new RateLimitPolicy(
                    name, newLimit, TokenBucketRatio.scaled(bucket, limit, newLimit), whenUnavailable);
        }
        return new RateLimitPolicy(name, newLimit, algorithm, whenUnavailable);
    }

    /** Returns a copy with another window. Calendar windows become fixed windows. */
    public RateLimitPolicy window(Duration newWindow) {
        return new RateLimitPolicy(name, limit, algorithm.window(newWindow), whenUnavailable);
    }

    /** Returns a copy with another algorithm. */
    public RateLimitPolicy algorithm(RateLimitAlgorithm newAlgorithm) {
        return new RateLimitPolicy(name, limit, newAlgorithm, whenUnavailable);
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
