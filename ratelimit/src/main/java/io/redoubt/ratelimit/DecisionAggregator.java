package io.redoubt.ratelimit;

import io.redoubt.api.ratelimit.Decision;
import io.redoubt.api.ratelimit.Decision.Source;
import java.time.Duration;
import java.util.List;

/** The way from the verdicts of all limits to one decision. */
final class DecisionAggregator {

    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    private DecisionAggregator() {}

    /**
     * The decision on verdicts of which there is at least one. Where two are alike, the first one decides.
     *
     * <p>What had to be admitted without the store is decided by a policy that was not asked, and says so.
     */
    static Decision aggregate(List<LimitResult> results) {
        LimitResult deciding = null;
        for (LimitResult result : results) {
            if (deciding == null || outweighs(result, deciding)) {
                deciding = result;
            }
        }
        if (deciding == null) {
            throw new IllegalArgumentException("no verdict to decide on");
        }
        PermitRequest request = deciding.request();
        boolean allowed = deciding.fits();
        return new Decision(
                allowed,
                request.policy().name(),
                request.policy().limit(),
                allowed ? deciding.available() - request.cost() : deciding.available(),
                deciding.retryAfter(),
                deciding.source());
    }

    private static boolean outweighs(LimitResult result, LimitResult other) {
        if (!result.fits() || !other.fits()) {
            return waitOf(result).compareTo(waitOf(other)) > 0;
        }
        if (result.source() != other.source()) {
            return result.source() == Source.FALLBACK;
        }
        return remainingOf(result) * other.request().policy().limit()
                < remainingOf(other) * result.request().policy().limit();
    }

    private static Duration waitOf(LimitResult result) {
        return result.retryAfter().orElse(FOREVER);
    }

    private static long remainingOf(LimitResult result) {
        return (long) result.available() - result.request().cost();
    }
}
