package io.redoubt.cache;

import io.redoubt.jedis.JedisDriverProvider;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The cache on Redis through Jedis")
final class JedisCacheTest extends RedisCacheTests {

    JedisCacheTest() {
        super(new JedisDriverProvider());
    }
}
