package io.redoubt.cache;

import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.redis.spi.RedisDriverProvider;
import org.junit.jupiter.api.DisplayName;

@DisplayName("A region whose server refuses writes, through Jedis")
final class JedisRefusingServerTest extends RefusingServerTests {

    @Override
    RedisDriverProvider provider() {
        return new JedisDriverProvider();
    }
}
