package io.redoubt.cache;

import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.Deployment;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.tck.cache.CacheUnderTest;
import io.redoubt.tck.cache.NearMessagesContract;
import java.util.function.Supplier;

/** Base class of the contract of near caches that rely on messages, one subclass for each driver and deployment. */
abstract class NearMessagesTests extends NearMessagesContract {

    private final RedisBackendFactory run;

    NearMessagesTests(RedisDriverProvider provider, Supplier<Deployment> servers) {
        this.run = new RedisBackendFactory(provider, () -> untracked(servers.get()));
    }

    @Override
    protected final RedisBackend backend() {
        return run.backend();
    }

    @Override
    protected final CacheUnderTest open(Backend backend) {
        return CacheTests.cache(backend);
    }
}
