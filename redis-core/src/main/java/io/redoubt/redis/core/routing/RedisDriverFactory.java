package io.redoubt.redis.core.routing;

import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.RedisDriverProvider;
import java.util.function.LongSupplier;

/** Factory that opens a {@link RedisDriver} for a standalone server, a master with sentinels, or a cluster. */
public final class RedisDriverFactory {

    private RedisDriverFactory() {}

    /**
     * Creates a driver for the servers of the settings: one server, a master with sentinels, or a cluster. Does not
     * connect.
     *
     * @param provider the driver module
     * @param settings the connection settings
     * @param nanoTime the monotonic clock for deadlines and delays, in nanoseconds
     */
    public static RedisDriver open(RedisDriverProvider provider, RedisSettings settings, LongSupplier nanoTime) {
        return RoutedDriver.of(provider.open(settings, nanoTime), settings, nanoTime);
    }
}
