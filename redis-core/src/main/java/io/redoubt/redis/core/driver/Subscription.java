package io.redoubt.redis.core.driver;

/**
 * A live subscription. Thread-safe; closing it is idempotent, bounded, and may be done from the listener.
 */
public interface Subscription extends AutoCloseable {

    /** Ends the subscription: the connection is closed, and no callback starts after this returns. */
    @Override
    void close();
}
