package io.redoubt.cache;

import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.redis.spi.RedisDriverProvider;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The cache when Redis refuses, through Jedis")
final class JedisRefusalTest extends RefusalTests {

    @Override
    RedisDriverProvider provider() {
        return new JedisDriverProvider();
    }
}
