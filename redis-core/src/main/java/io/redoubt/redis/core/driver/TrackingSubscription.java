package io.redoubt.redis.core.driver;

/** Active subscription to key changes, based on Redis client-side caching ({@code CLIENT TRACKING}). Thread-safe. */
public interface TrackingSubscription extends Subscription {

    /**
     * Returns whether every master has acknowledged that it reports changes, and no connection has been lost since.
     * False from the moment of a loss, before {@link TrackingListener#onGap()} is called, until changes are
     * reported again. Values read while this is false must not be cached.
     */
    boolean armed();
}
