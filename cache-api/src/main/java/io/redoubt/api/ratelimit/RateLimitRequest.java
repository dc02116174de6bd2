package io.redoubt.api.ratelimit;

import io.redoubt.api.InvalidInputException;

/**
 * Request to a rate limiter: a policy, the subject to which it applies, and the cost to take. Immutable.
 *
 * @param policy the policy
 * @param subject the limited subject
 * @param cost number of units to take, 1 to {@value RateLimitPolicy#MAX_LIMIT}; a cost above the limit is never
 *     admitted
 */
public record RateLimitRequest(RateLimitPolicy policy, Subject subject, int cost) {

    public RateLimitRequest {
        if (cost < 1 || cost > RateLimitPolicy.MAX_LIMIT) {
            throw new InvalidInputException("the cost of rate limit '" + policy.name() + "' must be between 1 and "
                    + RateLimitPolicy.MAX_LIMIT + ": " + cost);
        }
    }

    /** Returns a copy with another cost. */
    public RateLimitRequest cost(int newCost) {
        return new RateLimitRequest(policy, subject, newCost);
    }
}
