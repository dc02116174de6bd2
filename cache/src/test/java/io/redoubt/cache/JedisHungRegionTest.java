package io.redoubt.cache;

import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Loads of one region that hang, through Jedis")
final class JedisHungRegionTest extends HungRegionTests {

    @Override
    Backend newBackend() {
        return RedisBackendFactory.standalone(new JedisDriverProvider()).backend();
    }
}
