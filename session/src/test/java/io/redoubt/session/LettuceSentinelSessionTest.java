package io.redoubt.session;

import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("slow")
@DisplayName("Sessions behind sentinels through Lettuce")
final class LettuceSentinelSessionTest extends RedisSessionTests {

    LettuceSentinelSessionTest() {
        super(RedisBackendFactory.sentinel(new LettuceDriverProvider()));
    }
}
