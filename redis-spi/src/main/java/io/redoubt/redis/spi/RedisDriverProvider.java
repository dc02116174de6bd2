package io.redoubt.redis.spi;

import io.redoubt.redis.RedisSettings;
import java.util.function.LongSupplier;

/**
 * Service provider interface that each Redis driver module implements to name its driver and to create a
 * {@link NodeClientFactory}. Each module has one implementation, which {@link java.util.ServiceLoader} finds because it
 * is named in {@code META-INF/services}.
 */
public interface RedisDriverProvider {

    /** Returns the name by which {@code REDOUBT_DRIVER} selects this driver, for example {@code lettuce}. */
    String name();

    /**
     * Creates a driver. Does not connect.
     *
     * @param settings the settings for TLS, the client name and the limits; addresses and credentials are given to
     *     each client
     * @param nanoTime the monotonic clock for deadlines, in nanoseconds
     */
    NodeClientFactory open(RedisSettings settings, LongSupplier nanoTime);
}
