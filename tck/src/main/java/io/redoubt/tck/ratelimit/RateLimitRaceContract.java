package io.redoubt.tck.ratelimit;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.ratelimit.Decision;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.RateLimitRequest;
import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.BackendAddress;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.ratelimit.AdmissionHistory.Admission;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Contract tests which verify that a {@link RateLimiter} on Redis keeps its limits when several processes call it at
 * the same time.
 */
public abstract class RateLimitRaceContract extends RateLimitContractBase {

    private static final int THREADS = 8;
    private static final String FULL = "full";
    private static final String DURING = "during";

    @Override
    protected abstract RedisBackend backend();

    /** A main class that calls {@link #serve} with the limiter under test. */
    protected abstract Class<?> childMain();

    @Test
    @DisplayName("16 threads of 2 processes are admitted exactly the limit in one window")
    void exactlyTheLimit() {
        RateLimitPolicy policy = RateLimitPolicy.slidingWindow("race", 300, ofHours(1));
        assertThat(history(FULL, policy, Duration.ZERO, 0).total()).isEqualTo(300);
    }

    @Test
    @DisplayName("16 threads of 2 processes are never admitted more than the limit in any window")
    void anyWindow() {
        slides(ofSeconds(1), 150);
    }

    @Test
    @Tag("slow")
    @DisplayName("16 threads of 2 processes are never admitted more than the limit in any window, for a minute")
    void anyWindowForLong() {
        slides(ofSeconds(60), 5_000);
    }

    /** Each process asks for so long, and until it was admitted so often: it must not be right by admitting nothing. */
    private void slides(Duration howLong, int admissions) {
        RateLimitPolicy policy = RateLimitPolicy.slidingWindow("race", 100, ofMillis(200));
        AdmissionHistory history = history(DURING, policy, howLong, admissions);
        System.out.printf("%d admitted within %s%n", history.total(), howLong);
        assertThat(history.violation(100, ofMillis(200))).isEmpty();
        assertThat(history.total()).isGreaterThanOrEqualTo(2L * admissions);
    }

    private AdmissionHistory history(String how, RateLimitPolicy policy, Duration howLong, int admissions) {
        Backend backend = on();
        RedisBackend redis = (RedisBackend) backend;
        List<String> words = new ArrayList<>(redis.address().toArguments());
        words.addAll(List.of(
                how,
                policy.name(),
                String.valueOf(policy.limit()),
                policy.window().toString(),
                howLong.toString(),
                String.valueOf(admissions)));
        return RaceProcesses.of(childMain()).race(String.join(" ", words));
    }

    /**
     * What a child does, for each line that it reads: says that it is ready, waits for another line, asks, and
     * reports what was admitted.
     *
     * @param limiters makes the limiter under test
     */
    public static void serve(Backend.OnRedis<RateLimiter> limiters) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.split(" ", -1);
            BackendAddress address = BackendAddress.in(words);
            try (RedisDriver driver = address.open()) {
                race(limiters.open(driver, address.prefix()), words, lines);
            }
            System.out.println(RaceProcesses.END);
        }
    }

    private static void race(RateLimiter limiter, String[] words, BufferedReader lines) throws IOException {
        List<String> rest = List.of(words).subList(BackendAddress.ARGUMENT_COUNT, words.length);
        RateLimitPolicy policy =
                RateLimitPolicy.slidingWindow(rest.get(1), Integer.parseInt(rest.get(2)), Duration.parse(rest.get(3)));
        RateLimitRequest limit = policy.by("user", "42");
        Awaitility.await().atMost(PATIENT).until(() -> limiter.peek(limit).source() == Decision.Source.STORE);
        System.out.println(RaceProcesses.READY);
        if (lines.readLine() == null) {
            throw new IllegalStateException("the parent has gone");
        }
        List<Admission> admitted = rest.get(0).equals(FULL)
                ? RateLimitLoad.untilFull(() -> limiter, limit, THREADS)
                : RateLimitLoad.during(
                        Duration.parse(rest.get(4)), Integer.parseInt(rest.get(5)), () -> limiter, limit, THREADS);
        admitted.forEach(admission -> System.out.println(admission.line()));
    }
}
