package io.redoubt.jedis;

import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.fault.FaultContract;
import org.junit.jupiter.api.DisplayName;

@DisplayName("On Jedis, when servers and networks fail, callers get what is documented")
final class JedisFaultTest extends FaultContract {

    @Override
    protected RedisDriverProvider provider() {
        return new JedisDriverProvider();
    }
}
