package io.redoubt.redis.core.routing;

import io.redoubt.redis.spi.Connecting;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.RedisDriver;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.redis.spi.RedisSettings;
import java.util.function.LongSupplier;

/** Makes of a driver's connections to single servers what features call. */
public final class RedisConnections {

    private RedisConnections() {}

    /**
     * Opens Redis as the settings say: one server, a master with sentinels, or a cluster.
     *
     * @param nanoTime the monotonic clock for deadlines and delays
     * @throws DriverException if the settings ask to connect at once, and that fails; nothing is left running then
     */
    public static RedisDriver open(RedisDriverProvider provider, RedisSettings settings, LongSupplier nanoTime) {
        RoutedDriver driver = RoutedDriver.over(provider.open(settings, nanoTime), settings, nanoTime);
        if (settings.connecting() == Connecting.EAGERLY) {
            connect(driver);
        }
        return driver;
    }

    private static void connect(RoutedDriver driver) {
        boolean connected = false;
        try {
            driver.connect();
            connected = true;
        } finally {
            if (!connected) {
                driver.close();
            }
        }
    }
}
