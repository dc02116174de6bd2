package io.redoubt.redis.core.driver;

/**
 * Active subscription to Pub/Sub messages or key changes, which ends when this object is closed. Thread-safe. Closing
 * is idempotent, takes bounded time, and is allowed from within the listener.
 */
public interface Subscription extends AutoCloseable {

    /**
     * Returns whether the subscription is connected and confirmed, and all calls of {@code onGap} for earlier losses
     * have been made. False as soon as a connection is lost, also before the listener is called.
     */
    boolean armed();

    /** Ends the subscription and closes its connection. No callback starts after this method has returned. */
    @Override
    void close();
}
