package io.redoubt.cache.internal.writebehind;

import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("slow")
@DisplayName("Writing to sources with a cluster through Jedis")
final class JedisClusterSourceWriteTest extends RedisSourceWriteTests {

    JedisClusterSourceWriteTest() {
        super(RedisBackendFactory.cluster(new JedisDriverProvider()));
    }
}
