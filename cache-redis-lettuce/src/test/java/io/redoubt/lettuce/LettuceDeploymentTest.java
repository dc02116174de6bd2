package io.redoubt.lettuce;

import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.driver.RedisDeploymentContract;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The Lettuce driver of several servers")
final class LettuceDeploymentTest extends RedisDeploymentContract {

    @Override
    protected RedisDriverProvider provider() {
        return new LettuceDriverProvider();
    }
}
