package io.redoubt.ratelimit;

import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.Subject;

/**
 * What is asked of one limit.
 *
 * @param policy the policy in force, overrides applied
 * @param subject whose
 * @param cost how much of it
 */
record PermitRequest(RateLimitPolicy policy, Subject subject, int cost) {

    /** How finely the window counts. */
    TickResolution resolution() {
        return TickResolution.of(policy.window());
    }

    /** The window in ticks. */
    long windowTicks() {
        return resolution().ticks(policy.window());
    }
}
