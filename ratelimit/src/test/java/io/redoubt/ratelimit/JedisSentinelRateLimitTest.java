package io.redoubt.ratelimit;

import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

/**
 * Slow: behind sentinels all commands reach one master, as on a single server. What differs, finding the master, is the
 * driver's, whose contract runs by default on sentinels; so do the locks.
 */
@Tag("slow")
@DisplayName("Rate limits behind sentinels through Jedis")
final class JedisSentinelRateLimitTest extends RedisRateLimitTests {

    JedisSentinelRateLimitTest() {
        super(RedisBackendFactory.sentinel(new JedisDriverProvider()));
    }
}
