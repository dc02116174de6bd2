package io.redoubt.cache.internal.region;

import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Cells of regions on Redis through Jedis")
final class JedisRegionStoreTest extends RedisRegionStoreTests {

    JedisRegionStoreTest() {
        super(RedisBackendFactory.standalone(new JedisDriverProvider()));
    }
}
