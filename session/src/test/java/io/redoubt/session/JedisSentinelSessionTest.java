package io.redoubt.session;

import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Sessions behind sentinels through Jedis")
final class JedisSentinelSessionTest extends RedisSessionTests {

    JedisSentinelSessionTest() {
        super(RedisBackendFactory.sentinel(new JedisDriverProvider()));
    }
}
