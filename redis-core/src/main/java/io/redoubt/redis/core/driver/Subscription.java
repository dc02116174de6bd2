package io.redoubt.redis.core.driver;

/**
 * Active subscription to Pub/Sub messages or key changes, which ends when this object is closed. Thread-safe. Closing
 * is idempotent, takes bounded time, and is allowed from within the listener.
 */
public interface Subscription extends AutoCloseable {

    /**
     * Returns whether the servers have confirmed the subscription, no connection has been lost since, and the listener
     * knows of all earlier gaps. False from the moment of a loss, before the listener is told of it, until the
     * subscription is confirmed again and the listener has been told.
     */
    boolean armed();

    /** Ends the subscription and closes its connection. No callback starts after this method has returned. */
    @Override
    void close();
}
