package io.redoubt.session;

import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("slow")
@DisplayName("Sessions on a cluster through Jedis")
final class JedisClusterSessionTest extends RedisSessionTests {

    JedisClusterSessionTest() {
        super(RedisBackendFactory.cluster(new JedisDriverProvider()));
    }
}
