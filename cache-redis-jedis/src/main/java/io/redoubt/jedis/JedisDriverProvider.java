package io.redoubt.jedis;

import io.redoubt.redis.spi.RedisDriver;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.redis.spi.RedisSettings;
import java.util.function.LongSupplier;

/**
 * Opens drivers on Jedis. Found by {@link java.util.ServiceLoader}; stateless, thread-safe.
 */
public final class JedisDriverProvider implements RedisDriverProvider {

    /** For the service loader. */
    public JedisDriverProvider() {}

    @Override
    public String name() {
        return "jedis";
    }

    /**
     * Makes a driver that keeps a pool of connections to one server.
     *
     * @throws IllegalArgumentException if the trusted certificates cannot be read
     */
    @Override
    public RedisDriver open(RedisSettings settings, LongSupplier nanoTime) {
        return JedisDriver.to(settings, nanoTime);
    }
}
