package io.redoubt.jedis;

import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.node.NodeClientContract;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The driver on Jedis")
final class JedisNodeClientTest extends NodeClientContract {

    @Override
    protected RedisDriverProvider provider() {
        return new JedisDriverProvider();
    }
}
