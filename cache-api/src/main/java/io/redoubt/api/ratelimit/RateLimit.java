package io.redoubt.api.ratelimit;

import io.redoubt.api.InvalidInputException;

/**
 * A policy for one subject, and what is to be taken from it. Immutable.
 *
 * @param policy how much may happen
 * @param subject to whom
 * @param cost how much of it this is, 1 to {@value RateLimitPolicy#MAX_LIMIT}; a cost above the limit is never admitted
 */
public record RateLimit(RateLimitPolicy policy, Subject subject, int cost) {

    public RateLimit {
        if (cost < 1 || cost > RateLimitPolicy.MAX_LIMIT) {
            throw new InvalidInputException("the cost of rate limit '" + policy.name() + "' must be between 1 and "
                    + RateLimitPolicy.MAX_LIMIT + ": " + cost);
        }
    }

    /** The same at another cost. */
    public RateLimit cost(int newCost) {
        return new RateLimit(policy, subject, newCost);
    }
}
