package io.redoubt.jedis;

import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.driver.RedisDriverContract;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The driver on Jedis")
final class JedisDriverTest extends RedisDriverContract {

    @Override
    protected RedisDriverProvider provider() {
        return new JedisDriverProvider();
    }
}
