package io.redoubt.cache.internal.region;

import io.redoubt.redis.core.driver.TrackingSubscription;
import io.redoubt.redis.core.embedded.StoreInterceptor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Change source for cache entries in memory, which needs no subscription because the entry stores themselves report
 * every change. Thread-safe.
 */
final class EmbeddedChangeSource implements ChangeSource {

    private final StoreInterceptor gate;

    /** @param gate the gate that each operation of the stores passes; while it is shut, nothing is reported */
    EmbeddedChangeSource(StoreInterceptor gate) {
        this.gate = gate;
    }

    @Override
    public void subscribe(RegionChangeTracker tracker) {
        tracker.started(new Subscription(tracker), RegionChangeTracker.Scope.ALL);
    }

    @Override
    public void close() {
        // Nothing was opened.
    }

    /** Subscription that is active while operations pass the gate. */
    private final class Subscription implements TrackingSubscription {

        private final RegionChangeTracker tracker;
        private final AtomicBoolean wasShut = new AtomicBoolean();

        Subscription(RegionChangeTracker tracker) {
            this.tracker = tracker;
        }

        @Override
        public boolean armed() {
            boolean isShut = !gate.isOpen();
            if (wasShut.get() != isShut && wasShut.getAndSet(isShut) != isShut && isShut) {
                tracker.reportMissed(); // as on Redis, where changes could be missed now
            }
            return !isShut;
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }
}
