package io.redoubt.lock;

import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Locks on Redis through Jedis")
final class JedisLockTest extends RedisLockTests {

    JedisLockTest() {
        super(RedisBackendFactory.standalone(new JedisDriverProvider()));
    }
}
