package io.redoubt.cache;

import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.spi.RedisDriverProvider;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Bulk operations while one of three masters is away, through Lettuce")
final class LettuceMasterAwayTest extends MasterAwayTests {

    @Override
    RedisDriverProvider provider() {
        return new LettuceDriverProvider();
    }
}
