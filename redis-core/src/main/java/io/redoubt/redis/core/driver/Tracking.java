package io.redoubt.redis.core.driver;

/** Active client-side tracking: a subscription to changes of keys. Thread-safe. */
public interface Tracking extends Subscription {

    /**
     * Returns whether every master has acknowledged that it reports changes, and no connection has been lost since.
     * False from the moment of a loss, before {@link TrackingListener#onGap()} is called, until changes are
     * reported again. Values read while this is false must not be cached.
     */
    boolean armed();
}
