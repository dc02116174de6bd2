package io.redoubt.tck.backend;

import io.redoubt.redis.core.driver.RedisDriver;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Storage backend on which a test runs a feature of Redoubt: the memory of the process, or Redis servers. Created for
 * each test and closed after it. Closing also checks that the test left no thread, connection, subscription or key
 * without a time to live. Not thread-safe.
 */
public sealed interface Backend extends AutoCloseable permits EmbeddedBackend, RedisBackend {

    /** Returns a backend in this process, with a clock that stands still until the test advances it. */
    static Backend embedded() {
        return new EmbeddedBackend();
    }

    /** Creates a feature on this backend. */
    <T> T feature(OnRedis<T> onRedis, Embedded<T> embedded);

    /** Lets time pass for stored data: advances the fake clock, or waits for the time of the server. */
    void elapse(Duration duration);

    /**
     * Declares that a key of the cache store is permanent on purpose.
     *
     * @param key the key as passed to the cache store
     */
    void permanent(String key);

    /** Closes everything that was opened for the test, and checks that nothing is left behind. */
    @Override
    void close();

    /** Factory of a feature on Redis. */
    @FunctionalInterface
    interface OnRedis<T> {

        /** Creates the feature on a driver, under a key prefix. */
        T open(RedisDriver driver, String prefix);
    }

    /** Factory of an embedded feature. */
    @FunctionalInterface
    interface Embedded<T> {

        /** Creates the feature on a clock of monotonic nanoseconds. */
        T open(LongSupplier nanoTime);
    }
}
