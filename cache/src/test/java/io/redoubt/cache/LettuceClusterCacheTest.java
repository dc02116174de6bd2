package io.redoubt.cache;

import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.RedisRun;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The cache on a cluster through Lettuce")
final class LettuceClusterCacheTest extends RedisCacheTests {

    LettuceClusterCacheTest() {
        super(RedisRun.cluster(new LettuceDriverProvider()));
    }
}
