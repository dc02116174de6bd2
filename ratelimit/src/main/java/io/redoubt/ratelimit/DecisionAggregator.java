package io.redoubt.ratelimit;

import io.redoubt.api.ratelimit.Decision;
import io.redoubt.api.ratelimit.Decision.Receipt;
import io.redoubt.api.ratelimit.Decision.Source;
import java.time.Duration;
import java.util.List;

/** Utility class that combines the results of several rate limits into one {@link Decision}. */
final class DecisionAggregator {

    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    private DecisionAggregator() {}

    /**
     * Returns the decision of one of the results: of rejections the one with the longest wait, otherwise the
     * admission with the smallest fraction remaining. Of equal results the first one decides.
     *
     * <p>An admission by a fallback precedes all admissions by the store, so that the decision is marked as a
     * fallback.
     *
     * @param results at least one
     * @param receipt the receipt of an admission
     */
    static Decision aggregate(List<LimitResult> results, Receipt receipt) {
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
                deciding.outcome(),
                request.policy().name(),
                request.policy().limit(),
                allowed ? deciding.available() - request.cost() : deciding.available(),
                deciding.retryAfter(),
                deciding.resetAfter(),
                deciding.source(),
                allowed ? receipt : Receipt.NONE);
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
