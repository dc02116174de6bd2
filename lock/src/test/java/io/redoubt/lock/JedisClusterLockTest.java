package io.redoubt.lock;

import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("slow")
@DisplayName("Locks on a cluster through Jedis")
final class JedisClusterLockTest extends RedisLockTests {

    JedisClusterLockTest() {
        super(RedisBackendFactory.cluster(new JedisDriverProvider()));
    }
}
