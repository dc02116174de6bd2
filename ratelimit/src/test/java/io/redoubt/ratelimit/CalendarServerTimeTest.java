package io.redoubt.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.ratelimit.CalendarUnit;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.Subject;
import io.redoubt.redis.core.KeyKind;
import io.redoubt.redis.core.KeyPrefix;
import io.redoubt.tck.backend.RedisBackend;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Test of calendar windows where the clock of this process is wrong. */
@DisplayName("A calendar window, in a process whose clock is years wrong,")
final class CalendarServerTimeTest {

    private static final RateLimitPolicy DAILY =
            RateLimitPolicy.calendarWindow("daily", 5, CalendarUnit.DAY, ZoneOffset.UTC);

    private static PermitRequest request(String kind) {
        return new PermitRequest(DAILY, new Subject(kind, "42"), 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1_000_000, 1_000_000})
    @DisplayName("is that of the server's clock, which the first call learns by a second round trip")
    void byTheServer(long hours) {
        try (RedisBackend backend = Backends.LETTUCE.backend()) {
            backend.connect();
            RedisRateLimitStore store = new RedisRateLimitStore(
                    backend.driver(),
                    Backends.PATIENT,
                    new KeyPrefix(backend.prefix()).space(KeyKind.RATELIMIT),
                    System::nanoTime,
                    new ServerTimeEstimate(System::nanoTime, Instant.now().plus(hours, ChronoUnit.HOURS)));
            store.peek(List.of(new PermitRequest(
                    RateLimitPolicy.fixedWindow("other", 5, DAILY.window()), new Subject("user", "42"), 1)));
            backend.measure(() -> assertThat(store.take(List.of(request("user"), request("ip"))))
                            .allMatch(result -> result.fits() && result.isDecided() && result.available() == 5))
                    .mustBe(4, 2);
            backend.measure(() -> assertThat(store.take(List.of(request("user"))))
                            .allMatch(result -> result.fits() && result.available() == 4))
                    .mustBe(1, 1);
            Instant midnight = Instant.now().truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
            LimitResult peeked = store.peek(List.of(request("user").cost(5))).get(0);
            assertThat(Instant.now().plus(peeked.resetAfter()))
                    .isBetween(midnight.minusSeconds(60), midnight.plusSeconds(60));
        }
    }
}
