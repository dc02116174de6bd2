package io.redoubt.ratelimit;

import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("slow")
@DisplayName("Rate limits on a cluster through Jedis")
final class JedisClusterRateLimitTest extends RedisRateLimitTests {

    JedisClusterRateLimitTest() {
        super(RedisBackendFactory.cluster(new JedisDriverProvider()));
    }
}
