package io.redoubt.ratelimit;

import java.util.List;

/**
 * What has been admitted, kept on Redis or in this process: what lies below checks, overrides and the decision.
 *
 * <p>Thread-safe. Demands are at least one, and no two are for the same policy and subject. Verdicts are in the order of the
 * demands.
 */
interface RateLimitStore {

    /** Takes the costs of all demands if all verdicts fit, else of none. */
    List<LimitResult> take(List<PermitRequest> requests);

    /** The verdicts of {@link #take} if it were now, but takes nothing. */
    List<LimitResult> peek(List<PermitRequest> requests);

    /**
     * Forgets what was admitted.
     *
     * @throws io.redoubt.api.RedoubtException if that is not certain
     */
    void reset(List<PermitRequest> requests);
}
