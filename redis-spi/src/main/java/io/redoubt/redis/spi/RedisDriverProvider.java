package io.redoubt.redis.spi;

import io.redoubt.redis.RedisSettings;
import java.util.function.LongSupplier;

/**
 * How a driver module is found: one implementation a module, named in {@code META-INF/services}.
 */
public interface RedisDriverProvider {

    /** The name that {@code REDOUBT_DRIVER} selects, for example {@code lettuce}. */
    String name();

    /**
     * Makes a driver. Connects to nothing.
     *
     * @param settings how to encrypt, what to be called, and the bounds; where the servers are and who connects is said
     *     to each client
     * @param nanoTime the monotonic clock for deadlines
     */
    NodeDriver open(RedisSettings settings, LongSupplier nanoTime);
}
