package io.redoubt;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.AsyncSettings;
import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.lock.LockProvider;
import io.redoubt.api.lock.LockRelease;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.RateLimitRequest;
import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionStore;
import io.redoubt.json.JsonCodec;
import io.redoubt.lock.LockProviderFactory;
import io.redoubt.ratelimit.RateLimitSettings;
import io.redoubt.ratelimit.RateLimiterFactory;
import io.redoubt.redis.core.embedded.MonotonicClock;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.session.SessionEventCodec;
import io.redoubt.session.SessionSettings;
import io.redoubt.session.SessionStoreFactory;
import io.redoubt.tck.FakeClock;
import io.redoubt.tck.refusal.Refusal;
import io.redoubt.tck.refusal.RefusedOperationTable;
import io.redoubt.tck.refusal.RefusingServer;
import io.redoubt.topic.TopicsFactory;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests of what goes on behind operations whose own outcome does not show a refusal, against the documented table. */
@DisplayName("A refusal")
final class PassingRefusalsTest {

    private static final String TOUCH = "sessions, the write that records the use: find";
    private static final String FIRST_CLOSED =
            "rate limits, only the first of two subjects refused, CLOSED: tryAcquire";
    private static final String FIRST_OPEN = "rate limits, only the first of two subjects refused, OPEN: tryAcquire";
    private static final String RENEWAL = "a held lock, the renewal in the background: autoRenew";
    private static final String LOSS = "a held lock, its lease ends meanwhile: onLost";

    /** Operations of the table that are tested here. */
    static final Set<String> OPERATIONS = Set.of(TOUCH, FIRST_CLOSED, FIRST_OPEN, RENEWAL, LOSS);

    /** Timeout that is longer than the clock is advanced. */
    private static final Duration TIMEOUT = ofDays(20);

    private final RefusedOperationTable table = RefusedOperationTable.read();
    private final FakeClock clock = FakeClock.negative();

    static Stream<Arguments> drivers() {
        return RefusalSweepTest.drivers();
    }

    private static void eventually(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(ofSeconds(30))
                .pollDelay(Duration.ZERO)
                .pollInterval(ofMillis(2))
                .until(condition);
    }

    private void assertOutcome(String operation, Refusal refusal, String outcome) {
        assertThat(outcome).as(operation + " after " + refusal).isEqualTo(table.outcome(operation, refusal));
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("of the write that records the use of a session is not seen, and the next use writes again")
    void touches(RedisDriverProvider provider) {
        try (RefusingServer redis = RefusingServer.open(provider);
                TopicsFactory events = RefusalSweepTest.topics(redis.driver(), SessionEventCodec.create());
                SessionStoreFactory factory = SessionStoreFactory.redis(
                        redis.driver(),
                        TIMEOUT,
                        SessionSettings.defaults(JsonCodec.create(), ""),
                        clock,
                        events.topics())) {
            SessionStore sessions = factory.store();
            redis.forEach(Refusal.ALL, (refusal, name) -> {
                Session session = sessions.create(NewSession.of(name));
                redis.refuse(refusal, command -> !command.equals("HGETALL"));
                int before = redis.scriptsRefused();
                eventually(() -> isUsedLater(sessions, session) && redis.scriptsRefused() > before);
                // Before the end of the refusal: the driver may repeat the script by itself right after it.
                int accepted = redis.scriptsAccepted();
                redis.heal();
                eventually(() -> isUsedLater(sessions, session) && redis.scriptsAccepted() > accepted);
                assertOutcome(TOUCH, refusal, "dropped, and repeated by the next use");
            });
        }
    }

    /**
     * Uses a session when what the process knows of the server's time is too old. Each time it tries, since the reply
     * to an earlier use may come after the clock was advanced, and tell the time anew.
     */
    private boolean isUsedLater(SessionStore sessions, Session session) {
        clock.advance(ofMinutes(2));
        return sessions.find(session.id()).isPresent();
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("of the limits of one subject alone decides for all, and the others get back what they were charged")
    void oneSubject(RedisDriverProvider provider) {
        try (RefusingServer redis = RefusingServer.open(provider);
                RateLimiterFactory factory = RateLimiterFactory.redis(
                        redis.driver(), ofSeconds(30), RateLimitSettings.of(""), System::nanoTime)) {
            RateLimiter limiter = factory.limiter();
            redis.forEach(Refusal.ALL, (refusal, name) -> {
                OneRefusal one = new OneRefusal(limiter, redis, refusal, name);
                assertOutcome(FIRST_CLOSED, refusal, one.outcome(RateLimitRefusals.CLOSED));
                assertOutcome(FIRST_OPEN, refusal, one.outcome(RateLimitRefusals.OPEN));
            });
        }
    }

    /** Call with limits of two subjects, the first of which is refused. */
    private record OneRefusal(RateLimiter limiter, RefusingServer redis, Refusal refusal, String name) {

        String outcome(RateLimitPolicy policy) {
            RateLimitRequest first = policy.by("user", name);
            RateLimitRequest second = policy.by("ip", name);
            assertThat(RateLimitRefusals.outcome(limiter.tryAcquire(first, second)))
                    .isEqualTo("ALLOWED, STORE");
            redis.refuseNextScript(refusal);
            String outcome = RefusalSweepTest.outcome(
                    () -> RateLimitRefusals.outcome(limiter.tryAcquire(first, second)), refusal);
            redis.heal();
            assertThat(limiter.peek(first).remaining()).isEqualTo(8);
            return outcome + "; the second "
                    + (limiter.peek(second).remaining() == 8 ? "gets its cost back" : "is counted");
        }
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("of the renewal of a lock is repeated until the lease ends, and only then is the lock lost")
    void renewals(RedisDriverProvider provider) {
        LockOptions longLease = LockOptions.lease(ofDays(3)).autoRenew();
        try (RefusingServer redis = RefusingServer.open(provider);
                LockProviderFactory factory = LockProviderFactory.redis(
                        redis.driver(), TIMEOUT, "", AsyncSettings.defaults(), polled(clock))) {
            LockProvider locks = factory.provider();
            redis.forEach(Refusal.ALL, (refusal, name) -> {
                LockHandle renewed = locks.acquire(name + "renewed", longLease);
                LockHandle lost = locks.acquire(
                        name + "lost", LockOptions.lease(ofHours(1)).autoRenew());
                AtomicInteger losses = new AtomicInteger();
                lost.onLost(losses::incrementAndGet);
                redis.refuse(refusal, command -> true);
                int before = redis.scriptsRefused();
                clock.advance(ofDays(1));
                eventually(() -> losses.get() == 1 && redis.scriptsRefused() > before);
                assertThat(lost.isValid()).isFalse();
                assertOutcome(LOSS, refusal, "told");
                assertThat(renewed.isValid()).isTrue();
                redis.heal();
                eventually(() -> {
                    clock.advance(ofSeconds(10));
                    return renewed.remaining().compareTo(ofDays(2).plusHours(12)) > 0;
                });
                assertOutcome(RENEWAL, refusal, "repeated until the lease ends");
                assertThat(renewed.release()).isEqualTo(LockRelease.RELEASED);
                assertThat(lost.release()).isEqualTo(LockRelease.NOT_HELD);
                assertThat(locks.withLock(name + "lost", longLease, LockHandle::isValid))
                        .isTrue();
            });
        }
    }

    /** Returns that clock, which threads that wait by it read often. */
    private static MonotonicClock polled(FakeClock clock) {
        return new MonotonicClock() {
            @Override
            public long getAsLong() {
                return clock.getAsLong();
            }

            @Override
            @SuppressWarnings("WaitNotInLoop") // the loop is the caller's
            public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
                condition.awaitNanos(Math.min(nanos, TimeUnit.MILLISECONDS.toNanos(5)));
            }
        };
    }
}
