package io.redoubt.cache;

import io.redoubt.lettuce.LettuceDriverProvider;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The cache on Redis through Lettuce")
final class LettuceCacheTest extends RedisCacheTests {

    LettuceCacheTest() {
        super(new LettuceDriverProvider());
    }
}
