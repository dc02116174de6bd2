package io.redoubt.topic;

import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("slow")
@DisplayName("Topics on a cluster through Jedis")
final class JedisClusterTopicTest extends RedisTopicTests {

    JedisClusterTopicTest() {
        super(RedisBackendFactory.cluster(new JedisDriverProvider()));
    }
}
