package io.redoubt.redis.core.driver;

/** A standing order to be told which keys change. Thread-safe. */
public interface Tracking extends Subscription {

    /**
     * Whether every master has acknowledged to tell of changes, and no link has been lost since. False from the moment of
     * a loss, before {@link TrackingListener#onGap()} is called, until changes are told again; what is read meanwhile may
     * not be kept.
     */
    boolean armed();
}
