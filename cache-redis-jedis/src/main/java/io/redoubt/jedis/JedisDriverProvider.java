package io.redoubt.jedis;

import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.NodeDriver;
import io.redoubt.redis.spi.RedisDriverProvider;
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
     * Makes a driver that keeps some connections to each server: a lonely caller uses one of them by itself, concurrent
     * ones share them.
     *
     * @throws IllegalArgumentException if the trusted certificates cannot be read
     */
    @Override
    public NodeDriver open(RedisSettings settings, LongSupplier nanoTime) {
        return JedisNodeDriver.with(settings, nanoTime);
    }
}
