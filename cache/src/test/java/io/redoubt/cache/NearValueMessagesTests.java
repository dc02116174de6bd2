package io.redoubt.cache;

import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.Deployment;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.tck.cache.CacheUnderTest;
import io.redoubt.tck.cache.NearValueMessagesContract;
import io.redoubt.tck.cache.UntrackedUser;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Base class of the contract of near caches of values that rely on messages, one subclass for each driver and
 * deployment.
 */
abstract class NearValueMessagesTests extends NearValueMessagesContract {

    private final RedisBackendFactory run;

    NearValueMessagesTests(RedisDriverProvider provider, Supplier<Deployment> servers) {
        this.run = new RedisBackendFactory(provider, () -> UntrackedUser.on(servers.get()));
    }

    @Override
    protected final RedisBackend backend() {
        return run.backend();
    }

    @Override
    protected final CacheUnderTest open(Backend backend, Map<String, NearCacheSettings> near) {
        return CacheTests.cache(backend, near);
    }
}
