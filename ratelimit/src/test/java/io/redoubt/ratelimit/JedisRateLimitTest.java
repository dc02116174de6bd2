package io.redoubt.ratelimit;

import io.redoubt.jedis.JedisDriverProvider;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Rate limits on Redis through Jedis")
final class JedisRateLimitTest extends OneServerRateLimitTests {

    JedisRateLimitTest() {
        super(new JedisDriverProvider());
    }
}
