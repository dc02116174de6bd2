package io.redoubt.cache;

import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The cache behind sentinels through Jedis")
final class JedisSentinelCacheTest extends RedisCacheTests {

    JedisSentinelCacheTest() {
        super(RedisBackendFactory.sentinel(new JedisDriverProvider()));
    }
}
