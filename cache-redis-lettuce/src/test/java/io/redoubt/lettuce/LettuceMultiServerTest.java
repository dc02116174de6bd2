package io.redoubt.lettuce;

import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.driver.MultiServerDriverContract;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The Lettuce driver of several servers")
final class LettuceMultiServerTest extends MultiServerDriverContract {

    @Override
    protected RedisDriverProvider provider() {
        return new LettuceDriverProvider();
    }
}
