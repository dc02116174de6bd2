package io.redoubt.api.ratelimit;

import io.redoubt.api.RangeValidation;
import java.time.Duration;
import java.time.ZoneId;

/**
 * Method by which a {@link RateLimitPolicy} counts what it has admitted. Immutable.
 *
 * <p>{@link SlidingWindow} is exact and remembers each admitted unit. The others remember a few numbers, whatever the
 * limit is, and allow limits of up to {@value #MAX_COUNTED_LIMIT}.
 */
public sealed interface RateLimitAlgorithm {

    /** The highest limit of an algorithm that only counts. */
    int MAX_COUNTED_LIMIT = 1_000_000_000;

    /** The longest window of an algorithm that only counts. */
    Duration MAX_COUNTED_WINDOW = Duration.ofDays(366);

    /** Returns the length of the window; of a calendar window the usual length. */
    Duration window();

    /** Returns the highest limit that a policy with this algorithm may have. */
    default int maxLimit() {
        return MAX_COUNTED_LIMIT;
    }

    /** Returns this algorithm with another window. A calendar window becomes a {@link FixedWindow}. */
    RateLimitAlgorithm window(Duration newWindow);

    private static Duration counted(String what, Duration time) {
        RangeValidation.required(what, time, Duration.ofMillis(1), MAX_COUNTED_WINDOW);
        return Duration.ofMillis(time.toMillis());
    }

    /**
     * Sliding window that remembers when each unit was admitted: at no moment has more than the limit been admitted
     * within the window that ends there. What was admitted at {@code t} counts while {@code now < t + window}. Four
     * bytes for each admitted unit.
     *
     * @param window whole milliseconds, from 1 ms to 24 days
     */
    record SlidingWindow(Duration window) implements RateLimitAlgorithm {

        public SlidingWindow {
            RangeValidation.required(
                    "the window of a rate limit", window, Duration.ofMillis(1), RateLimitPolicy.MAX_WINDOW);
            window = Duration.ofMillis(window.toMillis());
        }

        @Override
        public int maxLimit() {
            return RateLimitPolicy.MAX_LIMIT;
        }

        @Override
        public SlidingWindow window(Duration newWindow) {
            return new SlidingWindow(newWindow);
        }
    }

    /**
     * Sliding window that is estimated from two counts: that of the current aligned window, and a part of that of the
     * previous one, as if its units had been admitted at an even rate.
     *
     * <p>The estimate, rounded up, never exceeds the limit. Where the rate is even it is exact. At worst, if all units
     * came at the end of the previous window, up to twice the limit is admitted within one window; if all came at its
     * beginning, units are rejected that an exact window would admit.
     *
     * @param window whole milliseconds, from 1 ms to 366 days
     */
    record SlidingWindowCounter(Duration window) implements RateLimitAlgorithm {

        public SlidingWindowCounter {
            window = counted("the window of a rate limit", window);
        }

        @Override
        public SlidingWindowCounter window(Duration newWindow) {
            return new SlidingWindowCounter(newWindow);
        }
    }

    /**
     * Bucket of tokens that is full at first, loses a token for each admitted unit, and is refilled at an even rate.
     * The limit of the policy is its capacity, the largest burst. Within any time {@code t} no more than {@code
     * capacity + t * refill / period} units are admitted; in buckets so large and slow that time is counted in
     * milliseconds, seconds or minutes, plus the refill of one such tick. Also known as generic cell rate algorithm
     * (ITU-T I.371).
     *
     * @param refill number of tokens that are added in each period, one after the other; 1 to 1,000,000,000
     * @param period whole milliseconds, from 1 ms to 366 days
     */
    record TokenBucket(int refill, Duration period) implements RateLimitAlgorithm {

        public TokenBucket {
            RangeValidation.required("the refill of a token bucket", refill, 1, MAX_COUNTED_LIMIT);
            period = counted("the period of a token bucket", period);
        }

        /** Returns the period. */
        @Override
        public Duration window() {
            return period;
        }

        @Override
        public TokenBucket window(Duration newWindow) {
            return new TokenBucket(refill, newWindow);
        }
    }

    /**
     * Windows of equal length, one after the other, the first of which begins at 1970-01-01T00:00Z. Each admits the
     * limit: around the boundary of two windows up to twice the limit is admitted within a short time.
     *
     * @param window whole milliseconds, from 1 ms to 366 days
     */
    record FixedWindow(Duration window) implements RateLimitAlgorithm {

        public FixedWindow {
            window = counted("the window of a rate limit", window);
        }

        @Override
        public FixedWindow window(Duration newWindow) {
            return new FixedWindow(newWindow);
        }
    }

    /**
     * Hours, days or months of the calendar of a time zone. Each admits the limit. The server's clock decides which
     * window it is; when windows begin is computed in this process, by its time zone rules. Without a server the time
     * is the wall clock at the start of this process, plus the monotonic time since: later changes of the wall clock
     * are not observed.
     *
     * @param unit the unit of the calendar
     * @param zone the time zone, whose clock changes are observed
     */
    record CalendarWindow(CalendarUnit unit, ZoneId zone) implements RateLimitAlgorithm {

        @Override
        public Duration window() {
            return unit.nominal();
        }

        @Override
        public FixedWindow window(Duration newWindow) {
            return new FixedWindow(newWindow);
        }
    }
}
