package io.redoubt.lock;

import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisRun;
import io.redoubt.tck.lock.OpenLocks;
import java.time.Duration;
import java.time.Instant;

/** The backends that the contracts run on, and the locks of this module on each. */
final class Backends {

    static final RedisRun LETTUCE = RedisRun.standalone(new LettuceDriverProvider());
    static final RedisRun JEDIS = RedisRun.standalone(new JedisDriverProvider());

    private Backends() {}

    static OpenLocks open(Backend backend) {
        Locks locks = backend.feature(
                (driver, prefix) -> Locks.redis(driver, Duration.ofSeconds(5), prefix, System::nanoTime),
                nanoTime -> Locks.embedded(nanoTime, Instant.now()));
        return new OpenLocks(locks.provider(), locks::close);
    }
}
