package io.redoubt.api.ratelimit;

import io.redoubt.api.RangeValidation;

/**
 * Request to a {@link RateLimiter} to admit a call of one subject, such as a user, under one {@link RateLimitPolicy}.
 * The cost says how many units of the limit the call takes. Immutable.
 *
 * @param policy the policy
 * @param subject the limited subject
 * @param cost number of units to take, 1 to {@value RateLimitAlgorithm#MAX_COUNTED_LIMIT}; a cost above the limit is
 *     never admitted
 */
public record RateLimitRequest(RateLimitPolicy policy, Subject subject, int cost) {

    public RateLimitRequest {
        RangeValidation.required(
                "the cost of rate limit '" + policy.name() + "'", cost, 1, RateLimitAlgorithm.MAX_COUNTED_LIMIT);
    }

    /** Returns a copy with another cost. */
    public RateLimitRequest cost(int newCost) {
        return new RateLimitRequest(policy, subject, newCost);
    }
}
