package io.redoubt.ratelimit;

import io.redoubt.api.ratelimit.RateLimitAlgorithm;
import io.redoubt.api.ratelimit.RateLimitAlgorithm.CalendarWindow;
import io.redoubt.api.ratelimit.RateLimitAlgorithm.FixedWindow;
import io.redoubt.api.ratelimit.RateLimitAlgorithm.SlidingWindow;
import io.redoubt.api.ratelimit.RateLimitAlgorithm.SlidingWindowCounter;
import io.redoubt.api.ratelimit.RateLimitAlgorithm.TokenBucket;

/**
 * Form in which a limit is stored. It is part of the key, so that a limit whose algorithm changes starts empty, and is
 * never misread.
 */
enum StoredForm {
    /** A ring of microseconds, for sliding windows of up to 35 minutes. */
    RING_OF_MICROSECONDS("us"),
    /** A ring of milliseconds, for longer ones. */
    RING_OF_MILLISECONDS("ms"),
    /** The units of two windows. */
    COUNTER("counter"),
    /** The debt of a token bucket. */
    BUCKET("bucket"),
    /** The units of one window, fixed or of the calendar. */
    WINDOW("window");

    private final String keySegment;

    StoredForm(String keySegment) {
        this.keySegment = keySegment;
    }

    /** Returns the form of an algorithm. */
    static StoredForm of(RateLimitAlgorithm algorithm) {
        if (algorithm instanceof SlidingWindow sliding) {
            return TickResolution.of(sliding.window()) == TickResolution.MICROSECOND
                    ? RING_OF_MICROSECONDS
                    : RING_OF_MILLISECONDS;
        }
        if (algorithm instanceof SlidingWindowCounter) {
            return COUNTER;
        }
        if (algorithm instanceof TokenBucket) {
            return BUCKET;
        }
        if (algorithm instanceof FixedWindow || algorithm instanceof CalendarWindow) {
            return WINDOW;
        }
        throw new IllegalArgumentException("no such algorithm: " + algorithm);
    }

    /** Returns the segment of keys that denotes this form. */
    String keySegment() {
        return keySegment;
    }
}
