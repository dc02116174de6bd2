package io.redoubt.ratelimit;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.ratelimit.ConcurrencyLimiter;
import io.redoubt.api.ratelimit.ConcurrencyPermit;
import io.redoubt.api.ratelimit.ConcurrencyPolicy;
import io.redoubt.api.ratelimit.ConcurrencyRequest;
import io.redoubt.api.ratelimit.Decision.Source;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;

/** Concurrency limiter on a {@link PermitStore}, whose policies decide while that is unavailable. */
final class DefaultConcurrencyLimiter implements ConcurrencyLimiter {

    private final PermitStore store;
    private final PermitStore local;
    private final RateLimitSettings settings;
    private final UnusedOverrideDetector unusedOverrides;
    private final LongSupplier nanoTime;

    DefaultConcurrencyLimiter(
            PermitStore store,
            PermitStore local,
            RateLimitSettings settings,
            UnusedOverrideDetector unusedOverrides,
            LongSupplier nanoTime) {
        this.store = store;
        this.local = local;
        this.settings = settings;
        this.unusedOverrides = unusedOverrides;
        this.nanoTime = nanoTime;
    }

    @Override
    public Optional<ConcurrencyPermit> tryAcquire(ConcurrencyRequest request) {
        ConcurrencyRequest effective = effective(request);
        if (effective.cost() > effective.policy().limit()) {
            return Optional.empty();
        }
        try {
            return acquire(store, effective, Source.STORE);
        } catch (StoreUnavailableException | StoreRejectedException e) {
            if (!OutageClassifier.isOutage(e)) {
                throw e;
            }
            return fallback(effective); // logged by RedisOperations
        }
    }

    private Optional<ConcurrencyPermit> fallback(ConcurrencyRequest request) {
        return switch (request.policy().whenUnavailable()) {
            case OPEN -> Optional.of(new LeasedPermit(PermitStores.OPEN, request, "open", nanoTime, Source.FALLBACK));
            case CLOSED -> Optional.empty();
            case LOCAL -> {
                ConcurrencyPolicy policy = request.policy();
                int share = Math.max(1, policy.limit() / settings.processes());
                yield acquireLocally(new ConcurrencyRequest(policy.limit(share), request.subject(), request.cost()));
            }
        };
    }

    private Optional<ConcurrencyPermit> acquireLocally(ConcurrencyRequest share) {
        try {
            return acquire(local, share, Source.FALLBACK);
        } catch (StoreRejectedException e) {
            return Optional.empty(); // no memory for another permit
        }
    }

    private Optional<ConcurrencyPermit> acquire(PermitStore from, ConcurrencyRequest request, Source source) {
        // Before the call: the lease on the server begins later.
        LeasedPermit permit = new LeasedPermit(from, request, UUID.randomUUID().toString(), nanoTime, source);
        return from.acquire(request, permit.id()) ? Optional.of(permit) : Optional.empty();
    }

    @Override
    public int available(ConcurrencyRequest request) {
        return store.available(effective(request));
    }

    @Override
    public void reset(ConcurrencyRequest request) {
        local.reset(request);
        store.reset(request);
    }

    private ConcurrencyRequest effective(ConcurrencyRequest request) {
        unusedOverrides.onUse(request.policy().name());
        RateLimitOverride override = settings.overrides().get(request.policy().name());
        if (override != null && (override.window() != null || override.algorithm() != null)) {
            unusedOverrides.onMisfit(
                    request.policy().name(), "a limit of calls that run at the same time has no window or algorithm");
        }
        Integer limit = override == null ? null : override.limit();
        return limit == null
                ? request
                : new ConcurrencyRequest(
                        request.policy().limit(Math.min(limit, ConcurrencyPolicy.MAX_LIMIT)),
                        request.subject(),
                        request.cost());
    }
}
