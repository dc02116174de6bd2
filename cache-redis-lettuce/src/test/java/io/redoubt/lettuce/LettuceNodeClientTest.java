package io.redoubt.lettuce;

import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.node.NodeClientContract;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The Lettuce driver of single servers")
class LettuceNodeClientTest extends NodeClientContract {

    @Override
    protected RedisDriverProvider provider() {
        return new LettuceDriverProvider();
    }
}
