package io.redoubt.ratelimit;

import java.util.List;

/**
 * Storage interface for the permits that each rate limit has recently granted to each subject, such as a user.
 * Implemented on Redis and in memory, and by stages in front of them. Validation, overrides and the combined decision
 * are left to the layer above.
 *
 * <p>Thread-safe. Callers pass at least one request, and never two for the same policy and subject. Results are in
 * the order of the requests.
 */
interface RateLimitStore {

    /**
     * Takes the costs of all requests if all of them fit, otherwise of none. A request that cannot be decided has the
     * result {@link LimitResult#undecided}, and does not prevent that the others are taken: the caller gives them back
     * if it rejects the call.
     */
    List<LimitResult> take(List<PermitRequest> requests);

    /** Returns the results that {@link #take} would return now, without taking anything. */
    List<LimitResult> peek(List<PermitRequest> requests);

    /**
     * Deletes what was admitted.
     *
     * @throws io.redoubt.api.RedoubtException if the deletion is not certain
     */
    void reset(List<PermitRequest> requests);

    /**
     * Gives back what was granted, as far as it still counts.
     *
     * @throws io.redoubt.api.RedoubtException if the refund is not certain
     */
    void refund(List<GrantedPermit> permits);
}
