package io.redoubt.ratelimit;

import io.redoubt.lettuce.LettuceDriverProvider;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Rate limits on Redis through Lettuce")
final class LettuceRateLimitTest extends OneServerRateLimitTests {

    LettuceRateLimitTest() {
        super(new LettuceDriverProvider());
    }
}
