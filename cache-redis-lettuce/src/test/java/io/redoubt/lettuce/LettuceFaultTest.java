package io.redoubt.lettuce;

import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.fault.FaultContract;
import org.junit.jupiter.api.DisplayName;

@DisplayName("On Lettuce, when servers and networks fail, callers get what is documented")
final class LettuceFaultTest extends FaultContract {

    @Override
    protected RedisDriverProvider provider() {
        return new LettuceDriverProvider();
    }
}
