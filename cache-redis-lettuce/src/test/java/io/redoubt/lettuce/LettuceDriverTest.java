package io.redoubt.lettuce;

import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.driver.RedisDriverContract;
import java.util.ServiceLoader;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The Lettuce driver")
class LettuceDriverTest extends RedisDriverContract {

    @Override
    protected RedisDriverProvider provider() {
        return ServiceLoader.load(RedisDriverProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals("lettuce"))
                .findFirst()
                .orElseThrow();
    }
}
