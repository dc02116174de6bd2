package io.redoubt.cache;

import io.redoubt.api.cache.CacheStore;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.json.JsonCodec;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackend;
import java.time.Duration;

/** The backends that the contracts run on, and the store of this module on each. */
final class Backends {

    private Backends() {}

    static Backend embedded() {
        return Backend.embedded();
    }

    static RedisBackend lettuce() {
        return Backend.redis(new LettuceDriverProvider());
    }

    static RedisBackend jedis() {
        return Backend.redis(new JedisDriverProvider());
    }

    static CacheStore open(Backend backend) {
        return backend.feature(
                (driver, prefix) ->
                        CacheStores.redis(driver, Duration.ofSeconds(5), settings(prefix), System::nanoTime),
                nanoTime -> CacheStores.embedded(64L << 20, settings(""), nanoTime));
    }

    private static CacheSettings settings(String prefix) {
        return new CacheSettings(JsonCodec.create(), prefix, CacheSettings.DEFAULT_MAX_VALUE_BYTES);
    }
}
