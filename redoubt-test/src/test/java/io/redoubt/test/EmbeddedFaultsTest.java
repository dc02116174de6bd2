package io.redoubt.test;

import static io.redoubt.api.ratelimit.RateLimitPolicy.slidingWindow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.redoubt.Redoubt;
import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.StoreTimeoutException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.Ttl;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.LoadedValue;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.health.HealthStatus;
import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.ratelimit.Decision;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.RateLimitPolicy.WhenUnavailable;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.topic.TopicListener;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Application-visible behaviour while Redis is down; the same on both backends. */
@RedoubtTest
@DisplayName("While an embedded Redis is down")
final class EmbeddedFaultsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    @DisplayName("calls fail as on Redis, and find what was there when it is up again")
    void calls(Redoubt redoubt, RedisFaults faults) {
        CacheStore cache = redoubt.cache();
        Ttl ttl = Ttl.of(MINUTE);
        cache.set("key", "value", ttl);
        Session session = redoubt.sessions().create(NewSession.of("42"));
        faults.down();
        List<ThrowingCallable> calls = List.of(
                () -> cache.get("key", String.class),
                () -> cache.set("key", "other", ttl),
                () -> cache.counter("counter", ttl).increment(),
                () -> cache.sharedSet("set", String.class, ttl).add("a"),
                () -> cache.sharedList("list", String.class, ttl).size(),
                () -> cache.leaderboard("board", ttl).size(),
                () -> cache.deleteMatching("key*"),
                cache::serverStatistics,
                () -> redoubt.sessions().find(session.id()),
                () -> redoubt.sessions().create(NewSession.of("43")),
                () -> redoubt.locks().tryAcquire("lock", LockOptions.lease(MINUTE)),
                () -> redoubt.locks().forceRelease("lock"));
        assertThat(calls)
                .allSatisfy(call -> assertThatExceptionOfType(StoreUnavailableException.class)
                        .isThrownBy(call));
        faults.up();
        assertThat(cache.get("key", String.class)).contains("value");
        assertThat(redoubt.sessions().find(session.id())).isPresent();
        assertThat(redoubt.locks().tryAcquire("lock", LockOptions.lease(MINUTE)))
                .isPresent();
    }

    @Test
    @DisplayName("a region falls back on its loader, also one that is opened meanwhile")
    void region(Redoubt redoubt, RedisFaults faults) {
        Region<String, String> region =
                redoubt.cache().region(RegionSpec.of("region", String.class).ttl(MINUTE));
        faults.down();
        LoadedValue<String> loaded = region.fetch("a", load -> "from the source");
        assertThat(loaded.value()).isEqualTo("from the source");
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> region.invalidate("a"));
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> region.invalidateTags(Set.of("b")));
        Region<String, String> opened =
                redoubt.cache().region(RegionSpec.of("opened", String.class).ttl(MINUTE));
        assertThat(opened.get("a", load -> "from the source")).isEqualTo("from the source");
        faults.up();
        assertThat(region.fetch("a", load -> "loaded").value()).isEqualTo("loaded");
    }

    @Test
    @DisplayName("each rate limit decides as its policy says")
    void rateLimits(Redoubt redoubt, RedisFaults faults) {
        RateLimitPolicy policy = slidingWindow("chat", 1, MINUTE);
        faults.down();
        Decision open = redoubt.rateLimiter()
                .tryAcquire(policy.whenUnavailable(WhenUnavailable.OPEN).by("user", "42"));
        Decision closed = redoubt.rateLimiter()
                .tryAcquire(policy.whenUnavailable(WhenUnavailable.CLOSED).by("user", "42"));
        assertThat(open.allowed()).isTrue();
        assertThat(closed.allowed()).isFalse();
        assertThat(open.source()).isEqualTo(Decision.Source.FALLBACK);
    }

    @Test
    @DisplayName("a lock is not renewed: it is lost at the end of its lease")
    void lock(Redoubt redoubt, RedisFaults faults, ManualClock clock) {
        LockHandle lock =
                redoubt.locks().acquire("leader", LockOptions.lease(MINUTE).autoRenew());
        CompletableFuture<String> lost = new CompletableFuture<>();
        lock.onLost(() -> lost.complete("lost"));
        faults.down();
        clock.advance(MINUTE);
        assertThat(lost).succeedsWithin(10, TimeUnit.SECONDS).isEqualTo("lost");
    }

    @Test
    @DisplayName("nothing is published, and a subscription is made afterwards, with a gap before and after")
    void topics(Redoubt redoubt, RedisFaults faults) {
        List<String> heard = new CopyOnWriteArrayList<>();
        faults.down();
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> redoubt.topics().publish("news", "lost"));
        redoubt.topics().subscribe("news", String.class, TopicListener.of(heard::add, () -> heard.add("(gap)")));
        Awaitility.await().until(() -> heard.size() == 1);
        faults.up();
        Awaitility.await().until(() -> heard.size() == 2);
        redoubt.topics().publish("news", "heard");
        Awaitility.await().until(() -> heard.size() == 3);
        assertThat(heard).containsExactly("(gap)", "(gap)", "heard");
    }

    @Test
    @DisplayName("its health is DOWN")
    void health(Redoubt redoubt, RedisFaults faults) {
        faults.down();
        assertThat(redoubt.health().check().status()).isEqualTo(HealthStatus.DOWN);
        faults.up();
        assertThat(redoubt.health().check().status()).isEqualTo(HealthStatus.UP);
    }

    @Test
    @DisplayName("and slow, calls take the latency")
    void slow(Redoubt redoubt, RedisFaults faults) {
        redoubt.cache().exists("key"); // the first call in a JVM is slow
        faults.slow(Duration.ofMillis(50));
        long start = System.nanoTime();
        redoubt.cache().exists("key");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
    }

    @Test
    @DisplayName("and too slow, calls fail at the command timeout, having perhaps taken effect")
    void timeout(Redoubt redoubt, RedisFaults faults) {
        faults.slow(MINUTE);
        assertThatExceptionOfType(StoreTimeoutException.class)
                .isThrownBy(() -> redoubt.cache().exists("key"))
                .matches(StoreUnavailableException::mayHaveTakenEffect);
    }

    @Test
    @DisplayName("and slow, an interrupt ends the call, as on Redis")
    void interrupted(Redoubt redoubt, RedisFaults faults) {
        faults.slow(MINUTE);
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(RedoubtInterruptedException.class)
                .isThrownBy(() -> redoubt.cache().exists("key"));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    @DisplayName("and slow, the end of the fault ends the wait of its calls")
    void healed(Redoubt redoubt, RedisFaults faults) {
        faults.slow(Duration.ofMillis(999));
        CompletableFuture<Boolean> call =
                CompletableFuture.supplyAsync(() -> redoubt.cache().exists("key"));
        faults.up();
        assertThat(call).succeedsWithin(10, TimeUnit.SECONDS).isEqualTo(false);
        assertThatIllegalArgumentException().isThrownBy(() -> faults.slow(Duration.ofMillis(-1)));
    }
}
