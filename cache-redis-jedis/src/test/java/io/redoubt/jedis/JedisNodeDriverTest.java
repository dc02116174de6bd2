package io.redoubt.jedis;

import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.node.NodeDriverContract;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The driver on Jedis")
final class JedisNodeDriverTest extends NodeDriverContract {

    @Override
    protected RedisDriverProvider provider() {
        return new JedisDriverProvider();
    }
}
