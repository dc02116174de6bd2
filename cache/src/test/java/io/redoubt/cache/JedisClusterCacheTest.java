package io.redoubt.cache;

import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("slow")
@DisplayName("The cache on a cluster through Jedis")
final class JedisClusterCacheTest extends RedisCacheTests {

    JedisClusterCacheTest() {
        super(RedisBackendFactory.cluster(new JedisDriverProvider()));
    }
}
