package io.redoubt.ratelimit;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.RangeValidation;
import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.ratelimit.AsyncRateLimiter;
import io.redoubt.api.ratelimit.ConcurrencyLimiter;
import io.redoubt.api.ratelimit.Decision;
import io.redoubt.api.ratelimit.Decision.Receipt;
import io.redoubt.api.ratelimit.RateLimitAlgorithm;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.RateLimitRequest;
import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.api.ratelimit.Subject;
import io.redoubt.redis.core.async.AsyncExecutor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Rate limiter that checks each limit in a {@link RateLimitStore} and combines the results into one decision. It
 * validates the arguments, and applies the overrides of the settings.
 */
final class DefaultRateLimiter implements RateLimiter {

    private final RateLimitStore store;
    private final RateLimitSettings settings;
    private final UnusedOverrideDetector unusedOverrides;
    private final ConcurrencyLimiter concurrency;
    private final AsyncRateLimiter async;

    DefaultRateLimiter(
            RateLimitStore store,
            ConcurrencyLimiter concurrency,
            RateLimitSettings settings,
            UnusedOverrideDetector unusedOverrides,
            AsyncExecutor calls) {
        this.async = new ExecutorAsyncRateLimiter(this, calls);
        this.store = store;
        this.concurrency = concurrency;
        this.settings = settings;
        this.unusedOverrides = unusedOverrides;
    }

    @Override
    public Decision tryAcquire(RateLimitRequest... limits) {
        List<LimitResult> results = store.take(toRequests(limits));
        return DecisionAggregator.aggregate(results, receipt(results));
    }

    @Override
    public Decision peek(RateLimitRequest... limits) {
        return DecisionAggregator.aggregate(store.peek(toRequests(limits)), Receipt.NONE);
    }

    @Override
    public void reset(RateLimitRequest... limits) {
        store.reset(toRequests(limits));
    }

    @Override
    public void refund(Decision decision, int cost) {
        RangeValidation.required("the cost of a refund", cost, 1, RateLimitAlgorithm.MAX_COUNTED_LIMIT);
        if (decision.receipt() == Receipt.NONE) {
            return;
        }
        if (!(decision.receipt() instanceof DecisionReceipt receipt)) {
            throw new InvalidInputException("the decision was made by another kind of rate limiter: only decisions of"
                    + " this one can be refunded");
        }
        RedoubtInterruptedException.throwIfInterrupted("ratelimit");
        List<GrantedPermit> permits = receipt.claim(cost);
        if (!permits.isEmpty()) {
            store.refund(permits);
        }
    }

    @Override
    public RateLimitPolicy policy(String name) {
        return settings.policy(name);
    }

    @Override
    public ConcurrencyLimiter concurrency() {
        return concurrency;
    }

    @Override
    public AsyncRateLimiter async() {
        return async;
    }

    /** Returns the receipt of what these results took. Policies that are open took nothing. */
    private static Receipt receipt(List<LimitResult> results) {
        List<GrantedPermit> permits = new ArrayList<>(results.size());
        for (LimitResult result : results) {
            if (!result.fits()) {
                return Receipt.NONE;
            }
            if (result.isGranted()) {
                permits.add(result.granted());
            }
        }
        return permits.isEmpty() ? Receipt.NONE : new DecisionReceipt(permits);
    }

    private List<PermitRequest> toRequests(RateLimitRequest... limits) {
        if (limits.length == 0 || limits.length > MAX_LIMITS) {
            throw new InvalidInputException(
                    "a call takes 1 to " + MAX_LIMITS + " rate limits, but got " + limits.length);
        }
        List<PermitRequest> requests = new ArrayList<>(limits.length);
        Set<LimitKey> limitKeys = new HashSet<>();
        for (RateLimitRequest limit : limits) {
            String name = limit.policy().name();
            if (limits.length > 1 && !limitKeys.add(new LimitKey(name, limit.subject()))) {
                throw new InvalidInputException("rate limit '" + name + "' is there twice for the same "
                        + limit.subject().kind() + ": use cost(2)");
            }
            unusedOverrides.onUse(name);
            requests.add(new PermitRequest(effectivePolicy(limit.policy()), limit.subject(), limit.cost()));
        }
        return requests;
    }

    /** Returns the policy with its override, or without it where the policy's algorithm does not allow that. */
    private RateLimitPolicy effectivePolicy(RateLimitPolicy policy) {
        try {
            return settings.effectivePolicy(policy);
        } catch (InvalidInputException e) {
            unusedOverrides.onMisfit(policy.name(), e.getMessage());
            return policy;
        }
    }

    /** Identity of one limit: policies of the same name are one limit of a subject. */
    private record LimitKey(String policy, Subject subject) {}
}
