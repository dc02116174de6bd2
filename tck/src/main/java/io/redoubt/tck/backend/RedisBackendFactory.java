package io.redoubt.tck.backend;

import io.redoubt.redis.spi.RedisDriverProvider;
import java.util.function.Supplier;

/**
 * What the contracts of a feature are run on: a driver, and the servers that it talks to. Immutable.
 *
 * @param provider of the driver
 * @param deployment gives the servers of one test
 */
public record RedisBackendFactory(RedisDriverProvider provider, Supplier<Deployment> deployment) {

    /** A driver on one server. */
    public static RedisBackendFactory standalone(RedisDriverProvider provider) {
        return new RedisBackendFactory(provider, Deployment::standalone);
    }

    /** A driver on a cluster. */
    public static RedisBackendFactory cluster(RedisDriverProvider provider) {
        return new RedisBackendFactory(provider, Deployment::cluster);
    }

    /** A driver on a master behind sentinels. */
    public static RedisBackendFactory sentinel(RedisDriverProvider provider) {
        return new RedisBackendFactory(provider, Deployment::sentinel);
    }

    /** The backend of one test. */
    public RedisBackend backend() {
        return RedisBackend.on(deployment.get(), provider);
    }

    @Override
    public String toString() {
        return provider.name();
    }
}
