package io.redoubt.cache;

import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("slow")
@DisplayName("The store with near caches of all its values, on Redis through Jedis")
final class JedisNearStoreContractTest extends NearStoreContractTests {

    @Override
    Backend newBackend() {
        return RedisBackendFactory.standalone(new JedisDriverProvider()).backend();
    }
}
