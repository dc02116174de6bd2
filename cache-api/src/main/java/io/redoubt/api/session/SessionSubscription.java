package io.redoubt.api.session;

/**
 * Subscription of one {@link SessionListener}, which lasts until it is closed, or with the {@code Redoubt} that it
 * belongs to. Thread-safe. It stays subscribed while nothing refers to this object.
 */
public interface SessionSubscription extends AutoCloseable {

    /**
     * Ends the subscription. No call of the listener begins after this method has returned. A call in progress may go
     * on for two seconds and is interrupted then. Does not wait if it is called by the listener itself. Idempotent.
     */
    @Override
    void close();
}
