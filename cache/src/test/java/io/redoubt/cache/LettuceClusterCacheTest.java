package io.redoubt.cache;

import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The cache on a cluster through Lettuce")
final class LettuceClusterCacheTest extends RedisCacheTests {

    LettuceClusterCacheTest() {
        super(RedisBackendFactory.cluster(new LettuceDriverProvider()));
    }
}
