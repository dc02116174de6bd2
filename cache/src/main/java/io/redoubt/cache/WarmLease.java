package io.redoubt.cache;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.Ttl;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;

/**
 * The right to warm a region. It only saves work: should two processes have it for a moment, both fill the region with what is
 * right. For one thread.
 */
final class WarmLease {

    /** How often it is to be renewed. */
    static final Duration RENEWAL = Duration.ofSeconds(10);

    private static final String KEY = "warming";
    private static final Ttl TERM = Ttl.of(RENEWAL.multipliedBy(3));

    private final ValueStore store;
    private final byte[] token = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);

    WarmLease(ValueStore store) {
        this.store = store;
    }

    boolean acquire() {
        try {
            return store.setIfAbsent(KEY, token, TERM);
        } catch (StoreUnavailableException e) {
            if (e.mayHaveTakenEffect()) {
                releaseAfter(e);
            }
            throw e;
        }
    }

    /** Gives back what may have been taken. What arrives later than this ends with its term. */
    private void releaseAfter(StoreUnavailableException failure) {
        try {
            release();
        } catch (RedoubtException again) {
            failure.addSuppressed(again);
        }
    }

    /** Prolongs it. Returns whether one still had it. */
    boolean renew() {
        return isMine() && store.expire(KEY, TERM);
    }

    void release() {
        // The end of this thread is no reason to keep others waiting for the end of the lease.
        boolean interrupted = Thread.interrupted();
        try {
            if (isMine()) {
                store.delete(KEY);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean isMine() {
        return Arrays.equals(token, store.get(KEY));
    }
}
