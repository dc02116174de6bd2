package io.redoubt.lock;

import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.core.KeyKind;
import io.redoubt.redis.core.KeyPrefix;
import io.redoubt.redis.core.RedisCalls;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisRun;
import io.redoubt.tck.lock.OpenLocks;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/** The backends that the contracts run on, and the locks of this module on each. */
final class Backends {

    static final RedisRun LETTUCE = RedisRun.standalone(new LettuceDriverProvider());
    static final RedisRun JEDIS = RedisRun.standalone(new JedisDriverProvider());

    /** How long a busy machine may take for a call that must succeed, and for what is to be done before all is closed. */
    static final Duration PATIENT = Duration.ofSeconds(20);

    private Backends() {}

    static OpenLocks open(Backend backend) {
        return opened(backend.feature(
                (driver, prefix) -> redis(driver, prefix, System::nanoTime),
                nanoTime -> Locks.on(new EmbeddedLockStore(nanoTime, Instant.now()), nanoTime, PATIENT)));
    }

    static OpenLocks open(RedisBackend backend, LongSupplier nanoTime) {
        return opened(redis(backend.driver(), backend.prefix(), nanoTime));
    }

    private static Locks redis(RedisDriver driver, String prefix, LongSupplier nanoTime) {
        return Locks.on(lockStore(driver, prefix, nanoTime), nanoTime, PATIENT);
    }

    static RedisLockStore lockStore(RedisDriver driver, String prefix, LongSupplier nanoTime) {
        return new RedisLockStore(new RedisCalls(driver, PATIENT, nanoTime), new KeyPrefix(prefix).space(KeyKind.LOCK));
    }

    private static OpenLocks opened(Locks locks) {
        return new OpenLocks(locks.provider(), locks::close);
    }
}
