package io.redoubt.cache;

import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The cache on Redis through Lettuce")
final class LettuceCacheTest extends RedisCacheTests {

    LettuceCacheTest() {
        super(RedisBackendFactory.standalone(new LettuceDriverProvider()));
    }
}
