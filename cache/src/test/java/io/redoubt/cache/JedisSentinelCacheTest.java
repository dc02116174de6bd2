package io.redoubt.cache;

import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

/** Slow, since it takes a minute and the default tests run sessions, rate limits and locks on the same deployment. */
@Tag("slow")
@DisplayName("The cache behind sentinels through Jedis")
final class JedisSentinelCacheTest extends RedisCacheTests {

    JedisSentinelCacheTest() {
        super(RedisBackendFactory.sentinel(new JedisDriverProvider()));
    }
}
