package io.redoubt.session;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.tck.refusal.Refusal;
import io.redoubt.tck.refusal.RefusingServer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The lease of the sweep")
final class SweeperLeaseTest {

    private static final Duration PATIENT = ofSeconds(20);

    private static SweptSessions open(RedisBackend redis) {
        redis.connect();
        return new SweptSessions(redis.driver(), redis.prefix(), SweptSessions.IDLE, SweptSessions.LIFETIME, null);
    }

    private static SweeperLease lease(SweptSessions sessions) {
        return new SweeperLease(sessions.operations, sessions.sweeps, ofSeconds(60));
    }

    @Test
    @DisplayName("is held by one process, which prolongs it, until it is given back")
    void one() {
        try (RedisBackend redis = RedisBackendFactory.standalone(new LettuceDriverProvider())
                        .backend();
                SweptSessions sessions = open(redis)) {
            SweeperLease first = lease(sessions);
            SweeperLease second = lease(sessions);
            assertThat(first.take()).isTrue();
            assertThat(second.take()).isFalse();
            second.release(PATIENT);
            redis.raw("PEXPIRE", sessions.sweeperKey(), "30000");
            assertThat(first.take()).isTrue();
            assertThat(Long.parseLong(redis.raw("PTTL", sessions.sweeperKey()))).isGreaterThan(30_000);
            assertThat(second.take()).isFalse();
            first.release(PATIENT);
            assertThat(second.take()).isTrue();
            first.release(PATIENT);
            assertThat(first.take()).isFalse();
        }
    }

    @Test
    @DisplayName("is taken from another program, whatever that has put there")
    void foreign() {
        try (RedisBackend redis = RedisBackendFactory.standalone(new LettuceDriverProvider())
                        .backend();
                SweptSessions sessions = open(redis)) {
            String key = sessions.sweeperKey();
            redis.raw("SET", key, "text");
            assertThat(lease(sessions).take()).isTrue();
            redis.raw("SET", key, "text", "PX", "61000");
            assertThat(lease(sessions).take()).isTrue();
            redis.raw("DEL", key);
            redis.raw("RPUSH", key, "text");
            SweeperLease lease = lease(sessions);
            assertThat(lease.take()).isTrue();
            redis.raw("DEL", key);
            redis.raw("RPUSH", key, "text");
            lease.release(PATIENT);
            assertThat(redis.raw("DEL", key)).isEqualTo("1");
        }
    }

    @Test
    @DisplayName("is not had where Redis does not answer, so that not all processes sweep, or refuses it")
    void failures() {
        try (RefusingServer redis = RefusingServer.open(new LettuceDriverProvider())) {
            try (SweptSessions sessions =
                    new SweptSessions(redis.driver(), "", SweptSessions.IDLE, SweptSessions.LIFETIME, null)) {
                redis.refuse(new Refusal("LOADING Redis is loading the dataset in memory"), "EVALSHA"::equals);
                assertThatThrownBy(() -> lease(sessions).take()).isInstanceOf(StoreUnavailableException.class);
                redis.heal();
                redis.refuse(new Refusal("NOPERM this user has no permissions"), "EVALSHA"::equals);
                assertThatThrownBy(() -> lease(sessions).take()).isInstanceOf(StoreRejectedException.class);
            }
        }
    }

    @Test
    @DisplayName("is prolonged or given back by the process that has it without knowing, also at a second attempt")
    void lostReply() {
        try (RedisBackend redis =
                RedisBackendFactory.standalone(new LettuceDriverProvider()).backend()) {
            redis.connect();
            ReplyLosingDriver driver = new ReplyLosingDriver(redis.driver());
            try (SweptSessions sessions =
                    new SweptSessions(driver, redis.prefix(), SweptSessions.IDLE, SweptSessions.LIFETIME, null)) {
                SweeperLease lease = lease(sessions);
                driver.loseReplyOf("sweeper_take.lua");
                assertThatThrownBy(lease::take).isInstanceOf(StoreUnavailableException.class);
                assertThat(lease(sessions).take()).isFalse();
                assertThat(lease.take()).isTrue();
                driver.loseReplyOf("sweeper_take.lua");
                assertThatThrownBy(lease::take).isInstanceOf(StoreUnavailableException.class);
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> lease.release(PATIENT)).isInstanceOf(RedoubtInterruptedException.class);
                assertThat(Thread.interrupted()).isTrue();
                lease.release(PATIENT);
                assertThat(lease(sessions).take()).isTrue();
            }
        }
    }

    @Test
    @DisplayName("is not given back by a process that certainly does not have it, so that its close does not wait")
    void notSent() {
        try (RedisBackend redis =
                RedisBackendFactory.standalone(new LettuceDriverProvider()).backend()) {
            redis.connect();
            DisturbedDriver driver = new DisturbedDriver(redis.driver());
            AtomicBoolean isDown = new AtomicBoolean(true);
            AtomicInteger releases = new AtomicInteger();
            driver.before = name -> {
                releases.addAndGet(name.equals("sweeper_release.lua") ? 1 : 0);
                if (isDown.get()) {
                    throw DriverException.notExecuted(DriverException.Kind.UNREACHABLE, "thrown by a test", null);
                }
            };
            try (SweptSessions sessions =
                    new SweptSessions(driver, redis.prefix(), SweptSessions.IDLE, SweptSessions.LIFETIME, null)) {
                SweeperLease lease = lease(sessions);
                assertThatThrownBy(lease::take).isInstanceOf(StoreUnavailableException.class);
                lease.release(PATIENT);
                assertThat(releases).hasValue(0);
                isDown.set(false);
                assertThat(lease.take()).isTrue();
                isDown.set(true);
                assertThatThrownBy(lease::take).isInstanceOf(StoreUnavailableException.class);
                isDown.set(false);
                lease.release(PATIENT);
                assertThat(lease(sessions).take()).isTrue();
            }
        }
    }
}
