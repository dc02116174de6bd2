package io.redoubt.cache;

import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.spi.RedisDriverProvider;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The cache when Redis refuses, through Lettuce")
final class LettuceRefusalTest extends RefusalTests {

    @Override
    RedisDriverProvider provider() {
        return new LettuceDriverProvider();
    }
}
