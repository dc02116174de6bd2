package io.redoubt.cache;

import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.RedisRun;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The cache on Redis through Lettuce")
final class LettuceCacheTest extends RedisCacheTests {

    LettuceCacheTest() {
        super(RedisRun.standalone(new LettuceDriverProvider()));
    }
}
