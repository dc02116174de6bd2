package io.redoubt.api.session;

/**
 * Subscription of one {@link SessionListener}, active until the subscription or its {@code Redoubt} instance is closed.
 * Thread-safe. It stays subscribed while nothing refers to this object.
 */
public interface SessionSubscription extends AutoCloseable {

    /**
     * Ends the subscription. No call of the listener begins after this method has returned. A call in progress may go
     * on for two seconds and is interrupted then. Does not wait if it is called by the listener itself. Idempotent.
     */
    @Override
    void close();
}
