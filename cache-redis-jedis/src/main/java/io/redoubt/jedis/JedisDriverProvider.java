package io.redoubt.jedis;

import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.NodeClientFactory;
import io.redoubt.redis.spi.RedisDriverProvider;
import java.util.function.LongSupplier;

/**
 * {@link java.util.ServiceLoader} provider through which Redoubt finds the Redis driver based on Jedis. Stateless and
 * thread-safe.
 */
public final class JedisDriverProvider implements RedisDriverProvider {

    /** Creates a provider. Called by {@link java.util.ServiceLoader}. */
    public JedisDriverProvider() {}

    @Override
    public String name() {
        return "jedis";
    }

    /**
     * Creates a driver that keeps some connections to each server: a single caller uses one of them alone,
     * concurrent callers share them.
     */
    @Override
    public NodeClientFactory open(RedisSettings settings, LongSupplier nanoTime) {
        return JedisNodeClientFactory.with(settings, nanoTime);
    }
}
