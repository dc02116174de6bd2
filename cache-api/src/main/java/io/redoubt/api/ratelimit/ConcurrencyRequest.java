package io.redoubt.api.ratelimit;

import io.redoubt.api.RangeValidation;

/**
 * Request to a {@link ConcurrencyLimiter} to let a call of one subject run now, under one {@link ConcurrencyPolicy}.
 * Immutable.
 *
 * @param policy the policy
 * @param subject the limited subject
 * @param cost number of units that the call holds, 1 to {@value ConcurrencyPolicy#MAX_LIMIT}; a cost above the limit is
 *     never granted
 */
public record ConcurrencyRequest(ConcurrencyPolicy policy, Subject subject, int cost) {

    public ConcurrencyRequest {
        RangeValidation.required(
                "the cost of concurrency limit '" + policy.name() + "'", cost, 1, ConcurrencyPolicy.MAX_LIMIT);
    }

    /** Returns a copy with another cost. */
    public ConcurrencyRequest cost(int newCost) {
        return new ConcurrencyRequest(policy, subject, newCost);
    }
}
