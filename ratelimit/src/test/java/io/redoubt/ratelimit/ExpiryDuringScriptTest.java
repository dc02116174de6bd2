package io.redoubt.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.ratelimit.RateLimitScriptClient.RingArguments;
import io.redoubt.test.server.RedisServers;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Test of a window that has passed, by the clock of the server, before the script has written the ring. */
@DisplayName("A window that ends while the script takes from it")
final class ExpiryDuringScriptTest {

    private static final String KEY = "tck-expiry-during-script";
    private static final long START = 1_700_000_000_000_000L;
    private static final long MINUTE = 60_000_000;

    private static RingArguments window(long ticks) {
        return new RingArguments(KEY, 10, ticks, 1, TickResolution.MICROSECOND);
    }

    @Test
    @DisplayName("leaves no ring without a time to live")
    void ends() {
        try (RateLimitScriptClient client = new RateLimitScriptClient(RedisServers.shared())) {
            client.decide("take", 1, List.of(window(MINUTE)), START);
            client.decide("take", 1, List.of(window(-MINUTE)), START);
            client.delete(KEY);
            List<?> replies = client.replies();
            assertThat(RateLimitScriptClient.integers(replies.get(1)).get(1))
                    .as("wait, in ticks")
                    .isZero();
            assertThat(replies.get(2)).as("keys that were left").isEqualTo(0L);
        }
    }
}
