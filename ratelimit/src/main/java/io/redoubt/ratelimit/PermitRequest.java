package io.redoubt.ratelimit;

import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.Subject;

/**
 * Request to take permits from one rate limit for one subject, such as a user or an IP address.
 *
 * @param policy the effective policy, overrides applied
 * @param subject the limited subject
 * @param cost how many units to take
 */
record PermitRequest(RateLimitPolicy policy, Subject subject, int cost) {

    /** Returns the resolution in which the window is counted. */
    TickResolution resolution() {
        return TickResolution.of(policy.window());
    }

    /** Returns the length of the window in ticks. */
    long windowTicks() {
        return resolution().ticks(policy.window());
    }
}
