package io.redoubt.cache.internal.warmup;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.Ttl;
import io.redoubt.cache.internal.store.ValueStore;
import io.redoubt.redis.core.support.InterruptDeferral;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lease that lets only one process at a time warm up a cache region. It only avoids duplicate work: if two processes
 * hold it for a moment, both fill the region with correct values. If the store refuses it, the region is warmed without
 * it. Confined to one thread.
 */
final class WarmupLease {

    /** Interval at which the lease is to be renewed. */
    static final Duration RENEWAL = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(WarmupLease.class);
    private static final String KEY = "warming";
    private static final Duration TERM = RENEWAL.multipliedBy(3);
    private static final Ttl TTL = Ttl.of(TERM);

    private final ValueStore store;
    private boolean refused;
    private final byte[] token = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);

    WarmupLease(ValueStore store) {
        this.store = store;
    }

    /** Acquires the lease. Returns false if another process holds it; true also if the store refuses it. */
    boolean acquire() {
        try {
            boolean acquired = store.setIfAbsent(KEY, token, TTL);
            if (!acquired) {
                boundForeignLease();
            }
            return acquired;
        } catch (StoreRejectedException e) {
            LOG.warn(
                    "a region is warmed without a lease, since the store refuses it ({}): other processes may warm it"
                            + " at the same time",
                    e.code());
            refused = true;
            return true;
        } catch (StoreUnavailableException e) {
            if (e.mayHaveTakenEffect()) {
                releaseAfter(e);
            }
            throw e;
        } catch (RedoubtInterruptedException e) {
            if (e.mayHaveTakenEffect()) {
                releaseAfter(e);
            }
            throw e;
        }
    }

    /** Lets a lease end after a term that another program has given more time, or no end. */
    private void boundForeignLease() {
        boolean tooLong = store.ttl(KEY)
                .filter(left -> !(left instanceof Ttl.Expiring expiring
                        && expiring.duration().compareTo(TERM) <= 0))
                .isPresent();
        if (tooLong) {
            store.expire(KEY, TTL);
        }
    }

    /**
     * Releases a lease that a failed call may have acquired. If that call reaches the store even later, the lease
     * expires at the end of its term.
     */
    private void releaseAfter(RedoubtException failure) {
        try {
            release();
        } catch (RedoubtException again) {
            failure.addSuppressed(again);
        }
    }

    /** Extends the lease. Returns whether it was still held. */
    boolean renew() {
        return refused || (isMine() && store.expire(KEY, TTL));
    }

    /** Releases the lease if it is still held. */
    void release() {
        // The interrupt that ends this thread must not make other processes wait until the lease expires.
        InterruptDeferral.during(() -> {
            if (!refused && isMine()) {
                store.delete(KEY);
            }
        });
    }

    private boolean isMine() {
        return Arrays.equals(token, store.get(KEY));
    }
}
