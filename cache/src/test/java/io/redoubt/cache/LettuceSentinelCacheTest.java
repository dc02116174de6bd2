package io.redoubt.cache;

import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("slow")
@DisplayName("The cache behind sentinels through Lettuce")
final class LettuceSentinelCacheTest extends RedisCacheTests {

    LettuceSentinelCacheTest() {
        super(RedisBackendFactory.sentinel(new LettuceDriverProvider()));
    }
}
