package io.redoubt.redis.core.driver;

import java.util.List;

/**
 * Listener that is notified when keys covered by a {@link TrackingSubscription} change, or when changes may have been
 * missed. Called by one thread at a time, never on an I/O thread.
 */
public interface TrackingListener {

    /** Called when keys were written or deleted by any client, or have expired. */
    void onInvalidate(List<byte[]> keys);

    /**
     * Called when changes may have been missed, so that all values read before are invalid: when a connection is
     * lost, again when all connections are up, when all keys were deleted, and when notifications were dropped
     * because this listener was too slow.
     */
    void onGap();

    /**
     * Called instead of {@link #onGap()} when keys have changed whose names are not known: all keys were deleted, or
     * notifications were dropped.
     */
    default void onUnknownChanges() {
        onGap();
    }

    /**
     * Called when a server has refused to report changes, after it did so or after another server took its place; once
     * for each attempt, whose pauses grow. The subscription is not armed meanwhile, and goes on trying until it is
     * closed.
     *
     * @param reason what the server refused
     */
    default void onRefused(String reason) {}
}
