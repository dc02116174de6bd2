package io.redoubt.cache;

import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The cache on Redis through Jedis")
final class JedisCacheTest extends RedisCacheTests {

    JedisCacheTest() {
        super(RedisBackendFactory.standalone(new JedisDriverProvider()));
    }
}
