package io.redoubt.ratelimit;

import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("slow")
@DisplayName("Rate limits behind sentinels through Lettuce")
final class LettuceSentinelRateLimitTest extends RedisRateLimitTests {

    LettuceSentinelRateLimitTest() {
        super(RedisBackendFactory.sentinel(new LettuceDriverProvider()));
    }
}
