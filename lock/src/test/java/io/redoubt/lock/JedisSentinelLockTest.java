package io.redoubt.lock;

import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Locks behind sentinels through Jedis")
final class JedisSentinelLockTest extends RedisLockTests {

    JedisSentinelLockTest() {
        super(RedisBackendFactory.sentinel(new JedisDriverProvider()));
    }
}
