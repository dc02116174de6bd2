package io.redoubt.ratelimit;

import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Rate limits behind sentinels through Jedis")
final class JedisSentinelRateLimitTest extends RedisRateLimitTests {

    JedisSentinelRateLimitTest() {
        super(RedisBackendFactory.sentinel(new JedisDriverProvider()));
    }
}
