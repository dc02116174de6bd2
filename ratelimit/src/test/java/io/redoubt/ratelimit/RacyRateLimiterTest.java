package io.redoubt.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.RateLimitRequest;
import io.redoubt.tck.ratelimit.AdmissionHistory;
import io.redoubt.tck.ratelimit.AdmissionHistory.Admission;
import io.redoubt.tck.ratelimit.RacyRateLimiter;
import io.redoubt.tck.ratelimit.RateLimitLoad;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Test of the checker of the race tests: it must detect a limiter that is known to be wrong. */
@DisplayName("A limiter that looks first and adds then")
final class RacyRateLimiterTest {

    private static final Duration WINDOW = Duration.ofMillis(200);

    @Test
    @DisplayName("is caught by the history, which does not complain of as much as is allowed")
    void caught() throws Exception {
        RedisServer server = RedisServers.shared();
        RateLimitRequest limit =
                RateLimitPolicy.slidingWindow("racy", 30, WINDOW).by("user", "42");
        List<RacyRateLimiter> limiters = Stream.generate(() -> new RacyRateLimiter(server.host(), server.port()))
                .limit(16)
                .toList();
        AdmissionHistory history = new AdmissionHistory();
        try {
            history.add(during(Duration.ofMillis(600), limiters.subList(0, 1), limit));
            assertThat(history.violation(30, WINDOW)).as("alone").isEmpty();
            // One violation is enough. It occurs in the first window unless the machine happens to run the threads
            // one after another.
            for (int i = 0; i < 60 && history.violation(30, WINDOW).isEmpty(); i++) {
                history.add(during(Duration.ofMillis(300), limiters, limit));
            }
        } finally {
            limiters.forEach(RacyRateLimiter::close);
            try (RawRedis raw = server.raw()) {
                raw.call("UNLINK", "racy:racy:42");
            }
        }
        assertThat(history.violation(30, WINDOW).orElse("nothing found")).contains("30 are allowed");
    }

    /** Returns the admissions to one thread per limiter. */
    private static List<Admission> during(Duration howLong, List<RacyRateLimiter> limiters, RateLimitRequest limit) {
        Iterator<RacyRateLimiter> each = limiters.iterator();
        return RateLimitLoad.during(howLong, 40, each::next, limit, limiters.size());
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
