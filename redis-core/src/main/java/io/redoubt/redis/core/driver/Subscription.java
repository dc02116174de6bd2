package io.redoubt.redis.core.driver;

/**
 * Active subscription to Pub/Sub messages or key changes, which ends when this object is closed. Thread-safe. Closing
 * is idempotent, takes bounded time, and is allowed from within the listener.
 */
public interface Subscription extends AutoCloseable {

    /** Ends the subscription and closes its connection. No callback starts after this method has returned. */
    @Override
    void close();
}
