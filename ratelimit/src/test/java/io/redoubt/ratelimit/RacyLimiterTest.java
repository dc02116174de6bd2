package io.redoubt.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.ratelimit.RateLimit;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.tck.ratelimit.AdmissionHistory;
import io.redoubt.tck.ratelimit.RacyLimiter;
import io.redoubt.tck.ratelimit.RateLimitLoad;
import io.redoubt.tck.server.RawRedis;
import io.redoubt.tck.server.RedisServer;
import io.redoubt.tck.server.RedisServers;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The checker of the races is itself checked: it has to catch a limiter that is known to be wrong. */
@DisplayName("A limiter that looks first and adds then")
final class RacyLimiterTest {

    private static final Duration WINDOW = Duration.ofMillis(200);

    @Test
    @DisplayName("is caught by the history, which does not complain of as much as is allowed")
    void caught() throws Exception {
        RedisServer server = RedisServers.shared();
        RateLimit limit = RateLimitPolicy.slidingWindow("racy", 30, WINDOW).by("user", "42");
        Queue<RacyLimiter> opened = new ConcurrentLinkedQueue<>();
        AdmissionHistory history = new AdmissionHistory();
        try {
            history.add(RateLimitLoad.during(
                    Duration.ofMillis(1500),
                    () -> {
                        opened.add(new RacyLimiter(server.host(), server.port()));
                        return opened.element();
                    },
                    limit,
                    1));
            assertThat(history.violation(30, WINDOW)).as("alone").isEmpty();
            history.add(RateLimitLoad.during(
                    Duration.ofMillis(1500),
                    () -> {
                        RacyLimiter limiter = new RacyLimiter(server.host(), server.port());
                        opened.add(limiter);
                        return limiter;
                    },
                    limit,
                    16));
        } finally {
            opened.forEach(RacyLimiter::close);
            try (RawRedis raw = server.raw()) {
                raw.call("UNLINK", "racy:racy:42");
            }
        }
        assertThat(history.violation(30, WINDOW).orElse("nothing found")).contains("30 are allowed");
    }

    @Test
    @DisplayName("would be, if one too many fell into a window for certain, and not if it may have been beside it")
    void exactly() {
        AdmissionHistory history = new AdmissionHistory();
        history.add(List.of(
                new AdmissionHistory.Admission(0, 1_000, 2),
                new AdmissionHistory.Admission(100_000_000, 100_001_000, 1),
                new AdmissionHistory.Admission(190_000_000, 210_000_000, 1)));
        assertThat(history.violation(3, WINDOW)).isEmpty();
        assertThat(history.violation(2, WINDOW)).isPresent();
        history.add(List.of(new AdmissionHistory.Admission(199_000_000, 199_500_000, 1)));
        assertThat(history.violation(3, WINDOW)).isPresent();
    }
}
