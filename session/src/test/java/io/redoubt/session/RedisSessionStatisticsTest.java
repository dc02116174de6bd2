package io.redoubt.session;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.session.SessionStatistics;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.routing.RedisDriverFactory;
import io.redoubt.tck.ConcurrentCalls;
import io.redoubt.tck.backend.OutOfMemoryServer;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.tck.refusal.Refusal;
import io.redoubt.tck.refusal.RefusingServer;
import io.redoubt.test.proxy.FaultProxy;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The counts of a process")
final class RedisSessionStatisticsTest {

    private final AtomicLong clock = new AtomicLong(1_796_000_000_000L);

    private SweptSessions open(RedisDriver driver, String prefix) {
        return new SweptSessions(driver, prefix, SweptSessions.IDLE, SweptSessions.LIFETIME, clock::get);
    }

    @Test
    @DisplayName("are added to those of the others, once, and cost nothing if there are none")
    void added() {
        try (RedisBackend redis =
                RedisBackendFactory.standalone(new LettuceDriverProvider()).backend()) {
            redis.connect();
            try (SweptSessions one = open(redis.driver(), redis.prefix());
                    SweptSessions two = open(redis.driver(), redis.prefix())) {
                one.counters.created();
                one.counters.rejected();
                one.counters.destroyed(5_000);
                two.counters.created();
                two.counters.evicted(List.of(1_000L, 3_000L));
                two.counters.expired(7_000);
                one.statistics.flush();
                two.statistics.flush();
                assertThat(redis.measure(one.statistics::flush).counts().byCommand())
                        .doesNotContainKey("EVALSHA");
                clock.addAndGet(ofMinutes(1).toMillis());
                SessionStatistics told = one.statistics.read();
                assertThat(told).isEqualTo(new SessionStatistics(0, 0, ofSeconds(4), ofSeconds(7), 2, 1, 1, 2, 1));
                assertThat(two.statistics.read()).isEqualTo(told);
                clock.addAndGet(ofMinutes(1).toMillis());
                assertThat(two.statistics.read())
                        .isEqualTo(new SessionStatistics(0, 0, ofSeconds(4), ofSeconds(7), 0, 0, 0, 0, 0));
                clock.addAndGet(ofHours(25).toMillis());
                assertThat(two.statistics.read())
                        .isEqualTo(new SessionStatistics(0, 0, Duration.ZERO, Duration.ZERO, 0, 0, 0, 0, 0));
            }
        }
    }

    @Test
    @DisplayName("are kept while Redis is not available, or refuses them")
    void refused() {
        try (RefusingServer redis = RefusingServer.open(new LettuceDriverProvider());
                SweptSessions sessions = open(redis.driver(), "")) {
            sessions.counters.created();
            sessions.counters.destroyed(5_000);
            for (Refusal refusal : Refusal.ALL) {
                redis.refuse(refusal, command -> true);
                assertThatThrownBy(sessions.statistics::flush)
                        .isInstanceOfAny(StoreRejectedException.class, StoreUnavailableException.class);
                redis.heal();
            }
            sessions.statistics.flush();
            clock.addAndGet(ofMinutes(1).toMillis());
            assertThat(sessions.statistics.read())
                    .isEqualTo(new SessionStatistics(0, 0, ofSeconds(5), ofSeconds(5), 1, 1, 0, 0, 0));
        }
    }

    @Test
    @DisplayName("are dropped when Redis has refused them for an hour, and the next hour begins")
    void refusedForLong() {
        AtomicLong nanos = new AtomicLong();
        try (RefusingServer redis = RefusingServer.open(new LettuceDriverProvider());
                SweptSessions sessions = open(redis.driver(), "")) {
            SessionCounters counters = new SessionCounters();
            RedisSessionStatistics statistics = new RedisSessionStatistics(
                    sessions.calls,
                    sessions.context,
                    new SessionOperations(
                            sessions.calls, SweptSessions.TIMEOUT, nanos::get, sessions.context.keys(), null),
                    counters);
            for (int hour = 0; hour < 2; hour++) {
                counters.created();
                redis.refuse(new Refusal("OOM no memory"), command -> true);
                assertThatThrownBy(statistics::flush).isInstanceOf(StoreRejectedException.class);
                nanos.addAndGet(RedisSessionStatistics.REFUSED_LIFE.toNanos() - 1);
                assertThatThrownBy(statistics::flush).isInstanceOf(StoreRejectedException.class);
                assertThat(counters.read().created()).isEqualTo(1);
                nanos.incrementAndGet();
                assertThatThrownBy(statistics::flush).isInstanceOf(StoreRejectedException.class);
                assertThat(counters.read().isEmpty()).isTrue();
            }
            counters.created();
            assertThatThrownBy(statistics::flush).isInstanceOf(StoreRejectedException.class);
            redis.heal();
            statistics.flush();
            // Between these refusals Redis has taken counts.
            redis.refuse(new Refusal("OOM no memory"), command -> true);
            nanos.addAndGet(RedisSessionStatistics.REFUSED_LIFE.toNanos());
            counters.created();
            assertThatThrownBy(statistics::flush).isInstanceOf(StoreRejectedException.class);
            assertThat(counters.read().created()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hset", "hdel", "hgetall", "pexpire"})
    @DisplayName("are added wholly or not at all, if the user lacks the right to one of the commands")
    void refusedCommand(String command) {
        try (OutOfMemoryServer server = OutOfMemoryServer.start(new LettuceDriverProvider());
                SweptSessions sessions = open(server.driver(), "")) {
            for (int round = 0; round < 2; round++) {
                sessions.counters.created();
                sessions.counters.destroyed(5_000);
                server.raw().text("ACL", "SETUSER", "default", "-" + command);
                assertThatThrownBy(sessions.statistics::flush).isInstanceOf(StoreRejectedException.class);
                server.raw().text("ACL", "SETUSER", "default", "+" + command);
                sessions.statistics.flush();
            }
            clock.addAndGet(ofMinutes(1).toMillis());
            assertThat(sessions.statistics.read())
                    .isEqualTo(new SessionStatistics(0, 0, ofSeconds(5), ofSeconds(5), 2, 2, 0, 0, 0));
        }
    }

    @Test
    @DisplayName("are not added twice if the reply is lost")
    void lostReply() {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                RawRedis raw = server.raw();
                FaultProxy proxy = FaultProxy.before(server.host(), server.port());
                ConcurrentCalls threads = ConcurrentCalls.of(1)) {
            RedisSettings settings = RedisSettings.builder()
                    .node(new Node(proxy.host(), proxy.port()))
                    .connectTimeout(SweptSessions.TIMEOUT)
                    .build();
            RedisDriver driver = RedisDriverFactory.open(new LettuceDriverProvider(), settings, System::nanoTime);
            try (SweptSessions sessions = open(driver, "")) {
                sessions.counters.created();
                sessions.statistics.flush();
                sessions.counters.created();
                proxy.faults().dropReplies();
                Future<Object> flush = threads.join(() -> {
                    sessions.statistics.flush();
                    return "done";
                });
                String field = "m:" + clock.get() / 60_000 + ":1";
                Awaitility.await()
                        .atMost(ofSeconds(15))
                        .until(() -> raw.text("HGET", sessions.statisticsKey(), field)
                                .equals("2"));
                proxy.heal();
                proxy.resetAll();
                assertThatThrownBy(() -> flush.get(30, TimeUnit.SECONDS))
                        .cause()
                        .isInstanceOfSatisfying(
                                StoreUnavailableException.class,
                                e -> assertThat(e.mayHaveTakenEffect()).isTrue());
                assertThat(sessions.counters.take().isEmpty()).isTrue();
            } finally {
                driver.close();
            }
        }
    }
}
