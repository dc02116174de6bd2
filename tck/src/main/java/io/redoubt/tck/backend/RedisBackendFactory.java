package io.redoubt.tck.backend;

import io.redoubt.redis.spi.RedisDriverProvider;
import java.util.function.Supplier;

/**
 * Factory that creates a {@link RedisBackend} for each test, with a given driver and kind of deployment. Immutable.
 *
 * @param provider the provider of the driver
 * @param deployment supplies the servers of one test
 */
public record RedisBackendFactory(RedisDriverProvider provider, Supplier<Deployment> deployment) {

    /** Returns a factory of backends on one server. */
    public static RedisBackendFactory standalone(RedisDriverProvider provider) {
        return new RedisBackendFactory(provider, Deployment::standalone);
    }

    /** Returns a factory of backends on a cluster. */
    public static RedisBackendFactory cluster(RedisDriverProvider provider) {
        return new RedisBackendFactory(provider, Deployment::cluster);
    }

    /** Returns a factory of backends on a master behind sentinels. */
    public static RedisBackendFactory sentinel(RedisDriverProvider provider) {
        return new RedisBackendFactory(provider, Deployment::sentinel);
    }

    /** Creates the backend of one test. */
    public RedisBackend backend() {
        return RedisBackend.on(deployment.get(), provider);
    }

    @Override
    public String toString() {
        return provider.name();
    }
}
