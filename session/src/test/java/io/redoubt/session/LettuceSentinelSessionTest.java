package io.redoubt.session;

import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.RedisRun;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("slow")
@DisplayName("Sessions behind sentinels through Lettuce")
final class LettuceSentinelSessionTest extends RedisSessionTests {

    LettuceSentinelSessionTest() {
        super(RedisRun.sentinel(new LettuceDriverProvider()));
    }
}
