package io.redoubt.ratelimit;

import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Rate limits on a cluster through Lettuce")
final class LettuceClusterRateLimitTest extends RedisRateLimitTests {

    LettuceClusterRateLimitTest() {
        super(RedisBackendFactory.cluster(new LettuceDriverProvider()));
    }
}
