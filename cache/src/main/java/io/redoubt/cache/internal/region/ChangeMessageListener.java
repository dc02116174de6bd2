package io.redoubt.cache.internal.region;

import io.redoubt.redis.core.driver.SubscriptionListener;

/**
 * Pub/Sub listener that tells the change tracker of a cache region which entries other processes have changed.
 * Thread-safe.
 */
final class ChangeMessageListener implements SubscriptionListener {

    private final RegionChangeTracker tracker;

    ChangeMessageListener(RegionChangeTracker tracker) {
        this.tracker = tracker;
    }

    @Override
    public void onMessage(byte[] channel, byte[] message) {
        boolean isDone = false;
        try {
            tracker.onMessage(ChangeMessage.decode(message));
            isDone = true;
        } finally {
            tracker.reports().countMissedUnless(isDone); // for example without memory to decode it
        }
    }

    @Override
    public void onGap() {
        tracker.onGap();
    }
}
