package io.redoubt.cache.internal.near;

import io.redoubt.redis.core.driver.TrackingSubscription;
import io.redoubt.redis.core.embedded.StoreInterceptor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Change source for cache entries in memory, which needs no subscription because the entry stores themselves report
 * every change. Thread-safe.
 */
public final class EmbeddedChangeSource implements ChangeSource {

    private final StoreInterceptor gate;

    /** @param gate the gate that each operation of the stores passes; while it is shut, nothing is reported */
    public EmbeddedChangeSource(StoreInterceptor gate) {
        this.gate = gate;
    }

    @Override
    public void subscribe(ChangeReceiver receiver) {
        receiver.request().started(new Subscription(receiver));
    }

    @Override
    public void close() {
        // Nothing was opened.
    }

    /** Subscription that is active while operations pass the gate. */
    private final class Subscription implements TrackingSubscription {

        private final ChangeReceiver receiver;
        private final AtomicBoolean wasShut = new AtomicBoolean();

        Subscription(ChangeReceiver receiver) {
            this.receiver = receiver;
        }

        @Override
        public boolean armed() {
            boolean isShut = !gate.isOpen();
            if (wasShut.get() != isShut && wasShut.getAndSet(isShut) != isShut && isShut) {
                receiver.reports().reportMissed(); // as on Redis, where changes could be missed now
            }
            return !isShut;
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }
}
