package io.redoubt.ratelimit;

import io.redoubt.api.ratelimit.RateLimitAlgorithm.TokenBucket;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.Subject;
import java.time.Duration;

/**
 * Request to take permits from one rate limit for one subject, such as a user or an IP address.
 *
 * @param policy the effective policy, overrides applied
 * @param subject the limited subject
 * @param cost how many units to take
 */
record PermitRequest(RateLimitPolicy policy, Subject subject, int cost) {

    /** Returns a copy with another cost. */
    PermitRequest cost(int newCost) {
        return new PermitRequest(policy, subject, newCost);
    }

    /** Returns the form in which the limit is stored. */
    StoredForm form() {
        return StoredForm.of(policy.algorithm());
    }

    /** Returns the units of the token bucket of this limit. */
    BucketScale bucketScale() {
        return BucketScale.of(policy.limit(), (TokenBucket) policy.algorithm());
    }

    /** Returns the length of a tick in microseconds. */
    long tickMicros() {
        return switch (form()) {
            case RING_OF_MICROSECONDS, COUNTER, WINDOW -> 1;
            case RING_OF_MILLISECONDS -> TickResolution.MILLISECOND.micros();
            case BUCKET -> bucketScale().width();
        };
    }

    /** Returns the length of the window in ticks of its ring. */
    long windowTicks() {
        return policy.window().toNanos() / 1000 / tickMicros();
    }

    /** Returns a number of ticks as a duration. */
    Duration duration(long ticks) {
        return Duration.ofNanos(ticks * tickMicros() * 1000);
    }
}
