package io.redoubt.ratelimit;

import io.redoubt.api.ratelimit.RateLimitAlgorithm.TokenBucket;

/**
 * Units in which a token bucket is counted: a token has so many parts that the refill adds a whole number of them in
 * each tick. No bucket has more than 2^52 parts, so that all numbers are exact in Lua, whose numbers are doubles.
 *
 * <p>A tick is a microsecond or, in large buckets that are filled slowly, a millisecond, which is exact, too, since
 * periods are whole milliseconds. In buckets that take even longer it is a second or a minute, and the period is
 * rounded up to it.
 *
 * @param parts number of parts in a token
 * @param refill number of parts that are added in each tick
 * @param width length of a tick in microseconds
 */
record BucketScale(long parts, long refill, long width) {

    private static final long MAX_PARTS = 1L << 52;
    private static final long[] WIDTHS = {1, 1_000, 1_000_000, 60_000_000};

    /** Returns the units for a bucket of that capacity. */
    static BucketScale of(int capacity, TokenBucket bucket) {
        long period = bucket.period().toMillis() * 1000;
        BucketScale scale = null;
        for (long width : WIDTHS) {
            long ticks = (period + width - 1) / width;
            long divisor = gcd(ticks, bucket.refill());
            scale = new BucketScale(ticks / divisor, bucket.refill() / divisor, width);
            if (scale.parts <= MAX_PARTS / capacity) {
                return scale;
            }
        }
        throw new IllegalStateException("a bucket of " + capacity + " tokens has too many parts: " + scale);
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
