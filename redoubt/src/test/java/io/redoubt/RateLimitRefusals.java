package io.redoubt;

import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.ratelimit.Decision;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.RateLimitPolicy.WhenUnavailable;
import io.redoubt.api.ratelimit.RateLimitRequest;
import io.redoubt.api.ratelimit.RateLimiter;

/** All operations of rate limits, on limits of which one unit is taken. */
final class RateLimitRefusals extends RefusedFeature {

    static final RateLimitPolicy CLOSED = RateLimitPolicy.slidingWindow("closed", 10, ofHours(9));
    static final RateLimitPolicy OPEN =
            RateLimitPolicy.slidingWindow("open", 10, ofHours(9)).whenUnavailable(WhenUnavailable.OPEN);
    private static final RateLimitPolicy BULK = RateLimitPolicy.fixedWindow("bulk", 10_000, ofHours(9));

    private final RateLimiter limiter;
    private final RateLimitRequest closed;
    private final RateLimitRequest open;
    private final Decision taken;

    RateLimitRefusals(RateLimiter limiter, String subject) {
        this.limiter = limiter;
        this.closed = CLOSED.by("user", subject);
        this.open = OPEN.by("ip", subject);
        assertTaken(1);
        decisions("rate limits, CLOSED", closed);
        decisions("rate limits, OPEN", open);
        decisions("rate limits, an OPEN and a CLOSED one of two subjects", open, closed);
        decisions("rate limits, a cost above the limit", open.cost(11));
        taken = limiter.tryAcquire(BULK.by("user", subject).cost(5_000));
        add("rate limits: refund", () -> {
            limiter.refund(taken, 1);
            return "done";
        });
        add("rate limits: reset", () -> {
            limiter.reset(closed);
            return "done";
        });
    }

    private void decisions(String limits, RateLimitRequest... requests) {
        add(limits + ": tryAcquire", () -> outcome(limiter.tryAcquire(requests)));
        add(limits + ": peek", () -> outcome(limiter.peek(requests)));
    }

    static String outcome(Decision decision) {
        return decision.outcome() + ", " + decision.source();
    }

    /** Takes one unit of each limit, and asserts how many are taken then. */
    private void assertTaken(int units) {
        for (RateLimitRequest request : new RateLimitRequest[] {closed, open}) {
            Decision decision = limiter.tryAcquire(request);
            assertThat(outcome(decision) + ", " + decision.remaining()).isEqualTo("ALLOWED, STORE, " + (10 - units));
        }
    }

    @Override
    void assertWorksAgain() {
        assertTaken(2);
        limiter.refund(taken);
        limiter.reset(closed, open);
        assertTaken(1);
    }
}
