package io.redoubt.test;

import static io.redoubt.api.ratelimit.RateLimitPolicy.slidingWindow;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.Redoubt;
import io.redoubt.RedoubtSettings;
import io.redoubt.api.Ttl;
import io.redoubt.api.cache.LoadedValue;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.Warmup;
import io.redoubt.api.cache.WarmupPlan;
import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.ratelimit.RateLimitRequest;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("With a moved clock, embedded")
final class EmbeddedTimeTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration MILLI = Duration.ofMillis(1);

    @RegisterExtension
    static final RedoubtExtension REDOUBT = RedoubtExtension.embedded(EmbeddedTimeTest::configure);

    private static void configure(RedoubtSettings.Builder settings) {
        settings.sessionTtl(Duration.ofMinutes(30)).sessionLifetime(Duration.ofHours(8));
    }

    @Test
    @DisplayName("an entry ends with its time to live, not before")
    void ttl(Redoubt redoubt, ManualClock clock) {
        redoubt.cache().set("motd", "hello", Ttl.of(MINUTE));
        clock.advance(MINUTE.minus(MILLI));
        assertThat(redoubt.cache().get("motd", String.class)).contains("hello");
        clock.advance(MILLI);
        assertThat(redoubt.cache().get("motd", String.class)).isEmpty();
    }

    @Test
    @DisplayName("a value of a region is loaded again after its time to live")
    void region(Redoubt redoubt, ManualClock clock) {
        Region<String, Integer> region = redoubt.cache()
                .region(RegionSpec.of("loads", Integer.class).ttl(MINUTE).jitter(0));
        AtomicInteger loads = new AtomicInteger();
        assertThat(region.get("a", load -> loads.incrementAndGet())).isEqualTo(1);
        clock.advance(MINUTE.minus(MILLI));
        assertThat(region.get("a", load -> loads.incrementAndGet())).isEqualTo(1);
        clock.advance(MILLI);
        assertThat(region.get("a", load -> loads.incrementAndGet())).isEqualTo(2);
    }

    @Test
    @DisplayName("a value of a region is stale after its time to live, for as long as that is allowed")
    void stale(Redoubt redoubt, ManualClock clock) {
        Region<String, String> region = redoubt.cache()
                .region(RegionSpec.of("stale", String.class)
                        .ttl(MINUTE)
                        .jitter(0)
                        .staleOnError(MINUTE));
        region.put("a", "old");
        clock.advance(MINUTE.plus(MILLI));
        LoadedValue<String> stale = region.fetch("a", load -> {
            throw new IllegalStateException("the source is down");
        });
        assertThat(stale.origin()).isEqualTo(LoadedValue.Origin.STALE);
        clock.advance(MINUTE);
        assertThat(region.get("a", load -> "new")).isEqualTo("new");
    }

    @Test
    @DisplayName("a session ends after its idle timeout, and at its maximum age in spite of use")
    void session(Redoubt redoubt, ManualClock clock) {
        Session session = redoubt.sessions().create(NewSession.of("42"));
        assertThat(session.createdAt()).isEqualTo(clock.instant());
        for (Duration age = Duration.ZERO;
                age.compareTo(Duration.ofHours(8).minusMinutes(20)) < 0;
                age = age.plusMinutes(20)) {
            assertThat(redoubt.sessions().find(session.id()))
                    .as("at the age of %s", age)
                    .isPresent();
            clock.advance(Duration.ofMinutes(20));
        }
        clock.advance(Duration.ofMinutes(20));
        assertThat(redoubt.sessions().find(session.id())).isEmpty();

        Session unused = redoubt.sessions().create(NewSession.of("42"));
        clock.advance(Duration.ofMinutes(31).plus(MILLI)); // its use is recorded to the minute
        assertThat(redoubt.sessions().find(unused.id())).isEmpty();
    }

    @Test
    @DisplayName("a window slides")
    void window(Redoubt redoubt, ManualClock clock) {
        RateLimitRequest chat = slidingWindow("chat", 1, MINUTE).by("user", "42");
        assertThat(redoubt.rateLimiter().tryAcquire(chat).allowed()).isTrue();
        clock.advance(MINUTE.minus(MILLI));
        assertThat(redoubt.rateLimiter().tryAcquire(chat).allowed()).isFalse();
        clock.advance(MILLI);
        assertThat(redoubt.rateLimiter().tryAcquire(chat).allowed()).isTrue();
    }

    @Test
    @DisplayName("a lock without renewal is lost at the end of its lease, and its holder is told")
    void lease(Redoubt redoubt, ManualClock clock) {
        LockHandle lock = redoubt.locks().acquire("trade", LockOptions.lease(MINUTE));
        CompletableFuture<String> lost = new CompletableFuture<>();
        lock.onLost(() -> lost.complete("lost"));
        clock.advance(Duration.ofSeconds(59)); // a hundredth of the lease is kept for clocks that differ
        assertThat(lock.isValid()).isTrue();
        clock.advance(Duration.ofSeconds(1));
        assertThat(lost).succeedsWithin(10, TimeUnit.SECONDS).isEqualTo("lost");
        assertThat(lock.isValid()).isFalse();
        assertThat(redoubt.locks().tryAcquire("trade", LockOptions.lease(MINUTE)))
                .isPresent();
    }

    @Test
    @DisplayName("a lock with automatic renewal is held for as long as the clock advances")
    void renewal(Redoubt redoubt, ManualClock clock) {
        LockHandle lock =
                redoubt.locks().acquire("leader", LockOptions.lease(MINUTE).autoRenew());
        clock.advance(Duration.ofHours(24));
        assertThat(lock.isValid()).isTrue();
        assertThat(redoubt.locks().tryAcquire("leader", LockOptions.lease(MINUTE)))
                .isEmpty();
    }

    @Test
    @DisplayName("a lock with automatic renewal is lost where the clock jumps, as in a suspended process")
    void suspended(Redoubt redoubt, ManualClock clock) {
        LockHandle lock =
                redoubt.locks().acquire("leader", LockOptions.lease(MINUTE).autoRenew());
        CompletableFuture<String> lost = new CompletableFuture<>();
        lock.onLost(() -> lost.complete("lost"));
        clock.jump(MINUTE);
        assertThat(lost).succeedsWithin(10, TimeUnit.SECONDS).isEqualTo("lost");
    }

    @Test
    @DisplayName("a thread that waits for a lock acquires it after the clock has passed the end of the lease")
    void waiting(Redoubt redoubt, ManualClock clock) {
        redoubt.locks().acquire("trade", LockOptions.lease(MINUTE));
        CompletableFuture<LockHandle> waiting = CompletableFuture.supplyAsync(
                () -> redoubt.locks().acquire("trade", LockOptions.lease(MINUTE).waitUpTo(Duration.ofMinutes(30))));
        clock.advance(MINUTE);
        assertThat(waiting)
                .succeedsWithin(10, TimeUnit.SECONDS)
                .satisfies(lock -> assertThat(lock.isValid()).isTrue());
    }

    @Test
    @DisplayName("a warmup runs at each of its times")
    void warmup(Redoubt redoubt, ManualClock clock) {
        AtomicInteger runs = new AtomicInteger();
        Region<String, String> region =
                redoubt.cache().region(RegionSpec.of("warm", String.class).ttl(Duration.ofHours(24)));
        try (Warmup warmup = region.warmup(WarmupPlan.of(
                () -> {
                    runs.incrementAndGet();
                    return Stream.of("a");
                },
                load -> Map.of("a", "value")))) {
            warmup.every(Duration.ofMinutes(10));
            clock.advance(MINUTE);
            assertThat(runs).hasValue(1);
            clock.advance(Duration.ofMinutes(28));
            assertThat(runs).hasValue(3);
            clock.advance(MINUTE);
            assertThat(runs).hasValue(4);
        }
    }
}
