package io.redoubt.cache.internal.writebehind;

import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Writing to sources with Redis through Jedis")
final class JedisSourceWriteTest extends RedisSourceWriteTests {

    JedisSourceWriteTest() {
        super(RedisBackendFactory.standalone(new JedisDriverProvider()));
    }
}
