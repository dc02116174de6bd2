package io.redoubt.jedis;

import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.driver.MultiServerDriverContract;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The driver of several servers on Jedis")
final class JedisMultiServerTest extends MultiServerDriverContract {

    @Override
    protected RedisDriverProvider provider() {
        return new JedisDriverProvider();
    }
}
