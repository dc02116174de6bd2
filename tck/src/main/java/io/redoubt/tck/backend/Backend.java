package io.redoubt.tck.backend;

import io.redoubt.redis.core.driver.RedisDriver;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What the features of one test run on. Made for each test anew, and closed after it, which also checks that the test left
 * nothing behind: no thread, no connection, no subscription, no key without a time to live. Not thread-safe.
 */
public sealed interface Backend extends AutoCloseable permits EmbeddedBackend, RedisBackend {

    /** This process, with a clock that stands still until the test moves it. */
    static Backend embedded() {
        return new EmbeddedBackend();
    }

    /** Makes a feature for this backend. */
    <T> T feature(OnRedis<T> onRedis, Embedded<T> embedded);

    /** Lets time pass for what is stored: the fake clock's, or the server's. */
    void elapse(Duration duration);

    /**
     * Declares a key of the cache store permanent on purpose.
     *
     * @param key as the cache store is given it
     */
    void permanent(String key);

    /** Closes what was opened for the test, and checks that nothing is left behind. */
    @Override
    void close();

    /** Makes a feature on Redis. */
    @FunctionalInterface
    interface OnRedis<T> {

        /** The feature on a driver, under a key prefix. */
        T open(RedisDriver driver, String prefix);
    }

    /** Makes an embedded feature. */
    @FunctionalInterface
    interface Embedded<T> {

        /** The feature on a clock of monotonic nanoseconds. */
        T open(LongSupplier nanoTime);
    }
}
