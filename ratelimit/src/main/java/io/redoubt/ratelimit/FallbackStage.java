package io.redoubt.ratelimit;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.ratelimit.Decision.Source;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.RateLimitPolicy.WhenUnavailable;
import io.redoubt.redis.core.support.InterruptDeferral;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stage in which the policies decide what the store could not: {@link WhenUnavailable#OPEN} admits, {@link
 * WhenUnavailable#CLOSED} rejects, and {@link WhenUnavailable#LOCAL} counts in this process, against its share of the
 * limit. Where they reject, what the store has taken for the same call is given back. Thread-safe.
 */
final class FallbackStage implements RateLimitStore {

    private static final Logger LOG = LoggerFactory.getLogger(FallbackStage.class);

    private final RateLimitStore store;
    private final RateLimitStore local;
    private final int processes;

    /**
     * Creates a stage.
     *
     * @param store the store that decides where it can
     * @param local the store in this process for {@link WhenUnavailable#LOCAL}
     * @param processes by how many processes a limit is divided
     */
    FallbackStage(RateLimitStore store, RateLimitStore local, int processes) {
        this.store = store;
        this.local = local;
        this.processes = processes;
    }

    @Override
    public List<LimitResult> take(List<PermitRequest> requests) {
        List<LimitResult> results = store.take(requests);
        if (results.stream().allMatch(LimitResult::isDecided)) {
            return results;
        }
        boolean isTaken = results.stream().allMatch(result -> result.fits() || !result.isDecided());
        boolean isAdmitted = false;
        try {
            List<LimitResult> decided = decided(results, local::peek);
            if (isTaken && decided.stream().allMatch(LimitResult::fits)) {
                decided = decided(results, this::takeLocally);
                isAdmitted = decided.stream().allMatch(LimitResult::fits);
            }
            return decided;
        } finally {
            List<GrantedPermit> permits = isTaken && !isAdmitted ? granted(results) : List.of();
            if (!permits.isEmpty()) {
                InterruptDeferral.during(() -> giveBack(permits));
            }
        }
    }

    /** Takes the cost of all requests from the limits of this process, or nothing. */
    private List<LimitResult> takeLocally(List<PermitRequest> requests) {
        List<LimitResult> results = local.take(requests);
        boolean isRejected = results.stream().anyMatch(result -> result.isDecided() && !result.fits());
        if (!isRejected && !results.stream().allMatch(LimitResult::isDecided)) {
            local.refund(granted(results));
        }
        return results;
    }

    private static List<GrantedPermit> granted(List<LimitResult> results) {
        return results.stream()
                .filter(LimitResult::isDecided)
                .map(LimitResult::granted)
                .toList();
    }

    /** Gives back what was taken for a call that is rejected. If that fails, it stays taken. */
    private void giveBack(List<GrantedPermit> permits) {
        try {
            store.refund(permits);
        } catch (StoreUnavailableException | StoreRejectedException e) {
            LOG.debug("What a rejected call has taken stays taken", e); // logged where it happened
        }
    }

    @Override
    public List<LimitResult> peek(List<PermitRequest> requests) {
        return decided(store.peek(requests), local::peek);
    }

    @Override
    public void reset(List<PermitRequest> requests) {
        local.reset(requests);
        store.reset(requests);
    }

    @Override
    public void refund(List<GrantedPermit> permits) {
        refund(permits, Source.FALLBACK, local);
        refund(permits, Source.STORE, store);
    }

    private static void refund(List<GrantedPermit> permits, Source source, RateLimitStore from) {
        List<GrantedPermit> own =
                permits.stream().filter(permit -> permit.source() == source).toList();
        if (!own.isEmpty()) {
            from.refund(own);
        }
    }

    /** Returns the results with the decisions of the policies in place of what is undecided. */
    private List<LimitResult> decided(List<LimitResult> results, LocalDecision locally) {
        List<PermitRequest> shares = results.stream()
                .filter(FallbackStage::isLocal)
                .map(result -> share(result.request()))
                .toList();
        List<LimitResult> counted = shares.isEmpty() ? List.of() : locally.apply(shares);
        List<LimitResult> decided = new ArrayList<>(results.size());
        int next = 0;
        for (LimitResult result : results) {
            if (isLocal(result)) {
                decided.add(ofShare(result.request(), counted.get(next++)));
            } else {
                decided.add(result.isDecided() ? result : ofPolicy(result.request()));
            }
        }
        return decided;
    }

    private interface LocalDecision {
        List<LimitResult> apply(List<PermitRequest> requests);
    }

    private static boolean isLocal(LimitResult result) {
        PermitRequest request = result.request();
        return !result.isDecided()
                && request.policy().whenUnavailable() == WhenUnavailable.LOCAL
                && request.cost() <= request.policy().limit();
    }

    private PermitRequest share(PermitRequest request) {
        RateLimitPolicy policy = request.policy();
        return new PermitRequest(
                policy.limit(Math.max(1, policy.limit() / processes)), request.subject(), request.cost());
    }

    private static LimitResult ofPolicy(PermitRequest request) {
        return request.policy().whenUnavailable() == WhenUnavailable.OPEN
                ? LimitResult.fallback(request, request.policy().limit(), Optional.of(Duration.ZERO))
                : LimitResult.undecided(request);
    }

    /** Returns what this process has decided. What costs more than its share may fit when the store is back. */
    private static LimitResult ofShare(PermitRequest request, LimitResult share) {
        return new LimitResult(
                request,
                share.available(),
                Optional.of(share.retryAfter().orElse(LimitResult.FALLBACK_RETRY_AFTER)),
                share.resetAfter(),
                Source.FALLBACK,
                share.time(),
                share.generation());
    }
}
