package io.redoubt.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.Subject;
import io.redoubt.ratelimit.RateLimitScriptClient.KeyedRequest;
import io.redoubt.test.server.RedisServers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Test of a window that has passed, by the clock of the server, before the script has written the ring. */
@DisplayName("A window that ends while the script takes from it")
final class ExpiryDuringScriptTest {

    private static final String KEY = "tck-expiry-during-script";
    private static final long START = 1_700_000_000_000_000L;

    private static KeyedRequest limit(int cost) {
        return new KeyedRequest(
                KEY,
                new PermitRequest(
                        RateLimitPolicy.slidingWindow("window", 500, Duration.ofMinutes(1)),
                        new Subject("user", "42"),
                        cost));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 200})
    @DisplayName("leaves no ring without a time to live, whether it is written as a whole or in parts")
    void ends(int cost) {
        try (RateLimitScriptClient client = new RateLimitScriptClient(RedisServers.shared())) {
            client.decide("1", List.of(limit(cost)), START);
            client.decide("1", List.of(limit(cost)), START);
            client.decideTooLate("1", List.of(limit(1)), START);
            client.delete(KEY);
            List<?> replies = client.replies();
            assertThat(RateLimitScriptClient.integers(replies.get(2)).get(1))
                    .as("wait, in ticks")
                    .isZero();
            assertThat(replies.get(3)).as("keys that were left").isEqualTo(0L);
        }
    }
}
