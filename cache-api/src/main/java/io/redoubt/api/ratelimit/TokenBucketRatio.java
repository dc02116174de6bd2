package io.redoubt.api.ratelimit;

import io.redoubt.api.ratelimit.RateLimitAlgorithm.TokenBucket;
import java.math.BigInteger;
import java.time.Duration;

/**
 * Arithmetic that changes the refill of a token bucket in the same proportion as its capacity, so that it is filled in
 * the same time. The result is exact, by a longer period where the refill would not be whole. Only beyond the bounds of
 * refill and period it is the nearest faster refill that they allow, or the fastest of all.
 */
final class TokenBucketRatio {

    private static final BigInteger MAX_REFILL = BigInteger.valueOf(RateLimitAlgorithm.MAX_COUNTED_LIMIT);
    private static final BigInteger MAX_PERIOD = BigInteger.valueOf(RateLimitAlgorithm.MAX_COUNTED_WINDOW.toMillis());

    private TokenBucketRatio() {}

    static TokenBucket scaled(TokenBucket bucket, int capacity, int newCapacity) {
        BigInteger period = BigInteger.valueOf(bucket.period().toMillis());
        BigInteger tokens = BigInteger.valueOf(bucket.refill()).multiply(BigInteger.valueOf(newCapacity));
        BigInteger share = tokens.gcd(BigInteger.valueOf(capacity));
        BigInteger refill = tokens.divide(share);
        BigInteger millis = BigInteger.valueOf(capacity).divide(share).multiply(period);
        if (!fits(refill, millis)) {
            BigInteger divisor = refill.gcd(millis);
            refill = refill.divide(divisor);
            millis = millis.divide(divisor);
        }
        return fits(refill, millis) ? bucket(refill, millis) : nearest(refill, millis);
    }

    private static boolean fits(BigInteger refill, BigInteger millis) {
        return refill.compareTo(MAX_REFILL) <= 0 && millis.compareTo(MAX_PERIOD) <= 0;
    }

    /** Returns the bucket of the longest period that is allowed, since the refill is rounded least there. */
    private static TokenBucket nearest(BigInteger refill, BigInteger millis) {
        BigInteger period =
                MAX_REFILL.multiply(millis).divide(refill).min(MAX_PERIOD).max(BigInteger.ONE);
        BigInteger rounded =
                refill.multiply(period).add(millis).subtract(BigInteger.ONE).divide(millis);
        return bucket(rounded.min(MAX_REFILL), period);
    }

    private static TokenBucket bucket(BigInteger refill, BigInteger millis) {
        return new TokenBucket(refill.intValueExact(), Duration.ofMillis(millis.longValueExact()));
    }
}
