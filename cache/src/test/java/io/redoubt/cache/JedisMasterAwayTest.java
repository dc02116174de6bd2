package io.redoubt.cache;

import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.redis.spi.RedisDriverProvider;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Bulk operations while one of three masters is away, through Jedis")
final class JedisMasterAwayTest extends MasterAwayTests {

    @Override
    RedisDriverProvider provider() {
        return new JedisDriverProvider();
    }
}
