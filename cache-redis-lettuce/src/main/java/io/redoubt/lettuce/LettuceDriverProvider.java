package io.redoubt.lettuce;

import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.NodeClientFactory;
import io.redoubt.redis.spi.RedisDriverProvider;
import java.util.function.LongSupplier;

/**
 * {@link java.util.ServiceLoader} provider through which Redoubt finds the Redis driver based on Lettuce. Each driver
 * has threads of its own, named {@code redoubt-lettuce-*}, which its {@code close()} ends. Thread-safe.
 */
public final class LettuceDriverProvider implements RedisDriverProvider {

    /** Creates a provider. Called by {@link java.util.ServiceLoader}. */
    public LettuceDriverProvider() {}

    @Override
    public String name() {
        return "lettuce";
    }

    @Override
    public NodeClientFactory open(RedisSettings settings, LongSupplier nanoTime) {
        return NettyThreadLocalCleaner.removedAfter(() -> new LettuceNodeClientFactory(settings, nanoTime));
    }
}
