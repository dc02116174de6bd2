package io.redoubt.ratelimit;

import io.redoubt.api.ratelimit.Decision;
import io.redoubt.api.ratelimit.Decision.Source;
import java.time.Duration;
import java.util.List;

/** The way from the verdicts of all limits to one decision. */
final class Decisions {

    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    private Decisions() {}

    /**
     * The decision on verdicts of which there is at least one. Where two are alike, the first one decides.
     *
     * <p>What had to be admitted without the store is decided by a policy that was not asked, and says so.
     */
    static Decision of(List<Verdict> verdicts) {
        Verdict deciding = null;
        for (Verdict verdict : verdicts) {
            if (deciding == null || outweighs(verdict, deciding)) {
                deciding = verdict;
            }
        }
        if (deciding == null) {
            throw new IllegalArgumentException("no verdict to decide on");
        }
        Demand demand = deciding.demand();
        boolean allowed = deciding.fits();
        return new Decision(
                allowed,
                demand.policy().name(),
                demand.policy().limit(),
                allowed ? deciding.free() - demand.cost() : deciding.free(),
                deciding.retryAfter(),
                deciding.source());
    }

    private static boolean outweighs(Verdict verdict, Verdict other) {
        if (!verdict.fits() || !other.fits()) {
            return wait(verdict).compareTo(wait(other)) > 0;
        }
        if (verdict.source() != other.source()) {
            return verdict.source() == Source.FALLBACK;
        }
        return left(verdict) * other.demand().policy().limit()
                < left(other) * verdict.demand().policy().limit();
    }

    private static Duration wait(Verdict verdict) {
        return verdict.retryAfter().orElse(FOREVER);
    }

    private static long left(Verdict verdict) {
        return (long) verdict.free() - verdict.demand().cost();
    }
}
