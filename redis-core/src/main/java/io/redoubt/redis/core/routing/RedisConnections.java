package io.redoubt.redis.core.routing;

import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.RedisDriverProvider;
import java.util.function.LongSupplier;

/** Makes of a driver's connections to single servers what features call. */
public final class RedisConnections {

    private RedisConnections() {}

    /**
     * Opens Redis as the settings say: one server, a master with sentinels, or a cluster. Connects to nothing yet.
     *
     * @param nanoTime the monotonic clock for deadlines and delays
     */
    public static RedisDriver open(RedisDriverProvider provider, RedisSettings settings, LongSupplier nanoTime) {
        return RoutedDriver.of(provider.open(settings, nanoTime), settings, nanoTime);
    }
}
