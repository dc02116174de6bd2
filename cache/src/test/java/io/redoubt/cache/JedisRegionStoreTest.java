package io.redoubt.cache;

import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.tck.backend.RedisRun;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Cells of regions on Redis through Jedis")
final class JedisRegionStoreTest extends RedisRegionStoreTests {

    JedisRegionStoreTest() {
        super(RedisRun.standalone(new JedisDriverProvider()));
    }
}
