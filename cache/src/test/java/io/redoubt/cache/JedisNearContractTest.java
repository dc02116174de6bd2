package io.redoubt.cache;

import io.redoubt.jedis.JedisDriverProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("slow")
@DisplayName("Regions with near caches on Redis through Jedis")
final class JedisNearContractTest extends RedisNearContractTests {

    JedisNearContractTest() {
        super(new JedisDriverProvider());
    }
}
