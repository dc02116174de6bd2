package io.redoubt.cache.internal.region;

import io.redoubt.api.StoreUnavailableException;
import io.redoubt.redis.core.driver.TrackingSubscription;
import io.redoubt.redis.core.embedded.StoreInterceptor;

/**
 * Source of changes for regions whose entries are in this process: all changes go through their stores, which report
 * them. Thread-safe.
 */
final class EmbeddedChangeSource implements ChangeSource {

    private final StoreInterceptor gate;

    /** @param gate the gate that each operation of the stores passes; while it is shut, nothing is reported */
    EmbeddedChangeSource(StoreInterceptor gate) {
        this.gate = gate;
    }

    @Override
    public void subscribe(RegionChangeTracker tracker) {
        tracker.started(new Subscription());
    }

    @Override
    public void close() {
        // Nothing was opened.
    }

    /** Subscription that is active while operations pass the gate. */
    private final class Subscription implements TrackingSubscription {

        @Override
        public boolean armed() {
            if (gate == StoreInterceptor.OPEN) {
                return true;
            }
            try {
                gate.pass();
                return true;
            } catch (StoreUnavailableException e) {
                return false;
            }
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }
}
