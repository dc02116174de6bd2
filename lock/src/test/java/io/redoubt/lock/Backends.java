package io.redoubt.lock;

import io.redoubt.api.AsyncSettings;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.core.KeyKind;
import io.redoubt.redis.core.KeyPrefix;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.tck.lock.LockProviderUnderTest;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/** Backends on which the contracts run, and the locks of this module on each of them. */
final class Backends {

    static final RedisBackendFactory LETTUCE = RedisBackendFactory.standalone(new LettuceDriverProvider());
    static final RedisBackendFactory JEDIS = RedisBackendFactory.standalone(new JedisDriverProvider());

    /** Time that a call that must succeed may take on a busy machine, and time to finish pending work on close. */
    static final Duration PATIENT = Duration.ofSeconds(20);

    private Backends() {}

    static LockProviderUnderTest open(Backend backend) {
        return open(backend, AsyncSettings.defaults());
    }

    static LockProviderUnderTest open(Backend backend, AsyncSettings async) {
        return opened(backend.feature(
                (driver, prefix) -> redis(driver, prefix, System::nanoTime, async),
                nanoTime -> LockProviderFactory.on(
                        new EmbeddedLockStore(EmbeddedStoreContext.of(nanoTime, Instant.now())),
                        nanoTime,
                        PATIENT,
                        async)));
    }

    static LockProviderUnderTest open(RedisBackend backend, LongSupplier nanoTime) {
        return opened(redis(backend.driver(), backend.prefix(), nanoTime, AsyncSettings.defaults()));
    }

    private static LockProviderFactory redis(
            RedisDriver driver, String prefix, LongSupplier nanoTime, AsyncSettings async) {
        return LockProviderFactory.on(lockStore(driver, prefix, nanoTime), nanoTime, PATIENT, async);
    }

    static RedisLockStore lockStore(RedisDriver driver, String prefix, LongSupplier nanoTime) {
        return new RedisLockStore(
                new RedisOperations(driver, PATIENT, nanoTime), new KeyPrefix(prefix).space(KeyKind.LOCK));
    }

    private static LockProviderUnderTest opened(LockProviderFactory locks) {
        return new LockProviderUnderTest(locks.provider(), locks::close);
    }
}
