package io.redoubt.lock;

import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.tck.backend.RedisRun;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("slow")
@DisplayName("Locks on a cluster through Jedis")
final class JedisClusterLockTest extends RedisLockTests {

    JedisClusterLockTest() {
        super(RedisRun.cluster(new JedisDriverProvider()));
    }
}
