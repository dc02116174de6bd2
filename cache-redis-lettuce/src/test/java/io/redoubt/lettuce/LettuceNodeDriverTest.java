package io.redoubt.lettuce;

import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.node.NodeDriverContract;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The Lettuce driver of single servers")
class LettuceNodeDriverTest extends NodeDriverContract {

    @Override
    protected RedisDriverProvider provider() {
        return new LettuceDriverProvider();
    }
}
