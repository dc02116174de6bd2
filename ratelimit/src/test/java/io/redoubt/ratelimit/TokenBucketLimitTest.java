package io.redoubt.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.ratelimit.RateLimitAlgorithm;
import io.redoubt.api.ratelimit.RateLimitAlgorithm.TokenBucket;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Test of a token bucket whose capacity changes. */
@DisplayName("A token bucket with another capacity")
final class TokenBucketLimitTest {

    private static RateLimitAlgorithm changed(int capacity, int refill, Duration period, int newCapacity) {
        return RateLimitPolicy.tokenBucket("bucket", capacity, refill, period)
                .limit(newCapacity)
                .algorithm();
    }

    @Test
    @DisplayName("is refilled in exact proportion, in a longer period where that is needed")
    void exact() {
        Duration second = Duration.ofSeconds(1);
        assertThat(changed(100, 1, second, 10)).isEqualTo(new TokenBucket(1, Duration.ofSeconds(10)));
        assertThat(changed(100, 30, second, 7)).isEqualTo(new TokenBucket(21, Duration.ofSeconds(10)));
        assertThat(changed(10, 4, second, 25)).isEqualTo(new TokenBucket(10, second));
        assertThat(changed(3, 3, second, 1)).isEqualTo(new TokenBucket(1, second));
    }

    @Test
    @DisplayName("stays within the bounds of refill and period")
    void bounds() {
        int most = RateLimitAlgorithm.MAX_COUNTED_LIMIT;
        Duration year = RateLimitAlgorithm.MAX_COUNTED_WINDOW;
        Duration day = Duration.ofDays(1);
        assertThat(changed(10, 1, year, 1)).isEqualTo(new TokenBucket(1, year));
        assertThat(changed(10, 1, year, 9)).isEqualTo(new TokenBucket(1, year));
        assertThat(changed(1, 1, Duration.ofMillis(1), most)).isEqualTo(new TokenBucket(most, Duration.ofMillis(1)));
        assertThat(changed(1, most, day, 2)).isEqualTo(new TokenBucket(625, Duration.ofMillis(27)));
        assertThat(changed(2, most, Duration.ofMillis(1), most)).isEqualTo(new TokenBucket(most, Duration.ofMillis(1)));
        assertThat(changed(most, most - 1, Duration.ofMillis(7), most - 2))
                .isEqualTo(new TokenBucket(most - 2, Duration.ofMillis(7)));
    }
}
