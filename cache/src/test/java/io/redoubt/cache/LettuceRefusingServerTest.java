package io.redoubt.cache;

import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.spi.RedisDriverProvider;
import org.junit.jupiter.api.DisplayName;

@DisplayName("A region whose server refuses writes, through Lettuce")
final class LettuceRefusingServerTest extends RefusingServerTests {

    @Override
    RedisDriverProvider provider() {
        return new LettuceDriverProvider();
    }
}
