package io.redoubt.tck.ratelimit;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.ratelimit.RateLimit;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.BackendAddress;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.process.ChildJvm;
import io.redoubt.tck.ratelimit.AdmissionHistory.Admission;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a {@link RateLimiter} on Redis keeps while threads of several processes ask it at the same time. */
public abstract class RateLimitRaceContract extends RateLimitContract {

    private static final int PROCESSES = 2;
    private static final int THREADS = 8;
    private static final String FULL = "full";

    @Override
    protected abstract RedisBackend backend();

    /** A main class that opens the limiter under test at the address in its first arguments, and calls {@link #child}. */
    protected abstract Class<?> childMain();

    @Test
    @DisplayName("16 threads of 2 processes are admitted exactly the limit in one window")
    void exactlyTheLimit() {
        RateLimitPolicy policy = RateLimitPolicy.slidingWindow("race", 300, ofHours(1));
        assertThat(history(FULL, policy, Duration.ZERO).total()).isEqualTo(300);
    }

    @Test
    @DisplayName("16 threads of 2 processes are never admitted more than the limit in any window")
    void anyWindow() {
        slides(ofSeconds(2));
    }

    @Test
    @Tag("slow")
    @DisplayName("16 threads of 2 processes are never admitted more than the limit in any window, for a minute")
    void anyWindowForLong() {
        slides(ofSeconds(60));
    }

    private void slides(Duration howLong) {
        RateLimitPolicy policy = RateLimitPolicy.slidingWindow("race", 100, ofMillis(200));
        AdmissionHistory history = history("during", policy, howLong);
        System.out.printf("%d admitted within %s%n", history.total(), howLong);
        assertThat(history.violation(100, ofMillis(200))).isEmpty();
        // It must not be right by admitting nothing.
        assertThat(history.total()).isGreaterThan(100 * howLong.toMillis() / 200 / 3);
    }

    private AdmissionHistory history(String how, RateLimitPolicy policy, Duration howLong) {
        Backend backend = on();
        RedisBackend redis = (RedisBackend) backend;
        List<ChildJvm> children = new ArrayList<>();
        try {
            for (int i = 0; i < PROCESSES; i++) {
                List<String> arguments = new ArrayList<>(redis.address().words());
                arguments.addAll(List.of(
                        how,
                        policy.name(),
                        String.valueOf(policy.limit()),
                        policy.window().toString(),
                        howLong.toString()));
                children.add(ChildJvm.start(childMain(), arguments.toArray(String[]::new)));
            }
            children.forEach(ChildJvm::line);
            children.forEach(child -> child.send("go"));
            List<CompletableFuture<List<Admission>>> reports = children.stream()
                    .map(child -> CompletableFuture.supplyAsync(() -> report(child)))
                    .toList();
            AdmissionHistory history = new AdmissionHistory();
            reports.forEach(report -> history.add(report.join()));
            return history;
        } finally {
            children.forEach(ChildJvm::close);
        }
    }

    private static List<Admission> report(ChildJvm child) {
        List<Admission> admissions = new ArrayList<>();
        for (String line = child.line(); !line.equals("end"); line = child.line()) {
            admissions.add(Admission.parse(line));
        }
        return admissions;
    }

    /**
     * What a child does: says that it is ready, waits for a line, asks, and reports what was admitted.
     *
     * @param limiter the limiter under test
     * @param arguments those of its main method
     */
    public static void child(RateLimiter limiter, String... arguments) throws IOException {
        List<String> rest = List.of(arguments).subList(BackendAddress.WORDS, arguments.length);
        RateLimitPolicy policy =
                RateLimitPolicy.slidingWindow(rest.get(1), Integer.parseInt(rest.get(2)), Duration.parse(rest.get(3)));
        RateLimit limit = policy.by("user", "42");
        limiter.peek(limit);
        System.out.println("ready");
        awaitLine();
        List<Admission> admitted = rest.get(0).equals(FULL)
                ? RateLimitLoad.untilFull(() -> limiter, limit, THREADS)
                : RateLimitLoad.during(Duration.parse(rest.get(4)), () -> limiter, limit, THREADS);
        admitted.forEach(admission -> System.out.println(admission.line()));
        System.out.println("end");
    }

    private static void awaitLine() throws IOException {
        String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        if (line == null) {
            throw new IllegalStateException("the parent has gone");
        }
    }
}
