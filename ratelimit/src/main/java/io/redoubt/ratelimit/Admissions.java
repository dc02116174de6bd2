package io.redoubt.ratelimit;

import java.util.List;

/**
 * What has been admitted, kept on Redis or in this process: what lies below checks, overrides and the decision.
 *
 * <p>Thread-safe. Demands are at least one, and no two are for the same policy and subject. Verdicts are in the order of the
 * demands.
 */
interface Admissions {

    /** Takes the costs of all demands if all verdicts fit, else of none. */
    List<Verdict> take(List<Demand> demands);

    /** The verdicts of {@link #take} if it were now, but takes nothing. */
    List<Verdict> look(List<Demand> demands);

    /**
     * Forgets what was admitted.
     *
     * @throws io.redoubt.api.RedoubtException if that is not certain
     */
    void forget(List<Demand> demands);
}
