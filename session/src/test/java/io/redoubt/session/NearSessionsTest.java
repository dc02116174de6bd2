package io.redoubt.session;

import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.cache.NearCacheStatistics;
import io.redoubt.api.cache.NearCacheStatistics.State;
import io.redoubt.api.health.Health;
import io.redoubt.api.health.HealthStatus;
import io.redoubt.api.session.SessionNearCacheSettings;
import io.redoubt.redis.core.KeySpace;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.core.embedded.MonotonicClock;
import io.redoubt.redis.spi.Reply;
import io.redoubt.tck.FakeClock;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Test of the near cache of sessions by a clock and reports of the test; the contract has a server and its reports. */
@DisplayName("The near cache of sessions")
final class NearSessionsTest {

    private static final SessionKeys KEYS = new SessionKeys(new KeySpace("app:session:"));
    private static final HashedSessionId ID = new HashedSessionId("2a", "0123456789abcdef0123456789abcdef");
    private static final HashedSessionId OTHER = new HashedSessionId("2a", "f123456789abcdef0123456789abcdef");
    private static final long LONG = 1_800_000;
    private static final Script SCRIPT = Script.of("test", "return 1");

    private final FakeClock clock = FakeClock.aboutToOverflow();
    private final TrackedDriver driver = new TrackedDriver();
    private final NearSessions near = near(MonotonicClock.ofThisJvm());

    private NearSessions near(MonotonicClock ofThread) {
        return new NearSessions(
                SessionNearCacheSettings.maxEntries(100).maxAge(ofSeconds(50)),
                KEYS,
                listener -> new SessionChangeSubscription(
                        driver.driver(), KEYS.commonPrefix(), Backends.TIMEOUT, listener, ofThread),
                clock);
    }

    @BeforeEach
    void start() {
        near.start();
        Awaitility.await()
                .atMost(Backends.TIMEOUT)
                .until(() -> near.statistics().state() == State.ACTIVE);
    }

    @AfterEach
    void close() {
        near.close();
    }

    private static StoredSession session(String user) {
        return new StoredSession(user, 1, 1, LONG, LONG, 1, new SessionPayload(Map.of(), Map.of()));
    }

    private void keep(HashedSessionId id, long remainingMillis) {
        near.keep(id, session("u"), remainingMillis, near.beginRead());
    }

    private boolean isKept(HashedSessionId id) {
        return near.find(id) != null;
    }

    private static List<byte[]> key(HashedSessionId id) {
        return List.of(KEYS.session(id));
    }

    @Test
    @DisplayName("answers until the session ends by the time to live that it had, and no nanosecond longer")
    void ends() {
        keep(ID, 33_000);
        clock.advance(ofSeconds(33).minusNanos(1));
        assertThat(isKept(ID)).isTrue();
        clock.advance(ofNanos(1));
        assertThat(isKept(ID)).isFalse();
        assertThat(near.statistics().entries()).isZero();
    }

    @Test
    @DisplayName("counts that time from before the read, however long the reply was under way")
    void lateReply() {
        NearSessionStamp stamp = near.beginRead();
        clock.advance(ofSeconds(20));
        near.keep(ID, session("u"), 33_000, stamp);
        clock.advance(ofSeconds(13).minusNanos(1));
        assertThat(isKept(ID)).isTrue();
        clock.advance(ofNanos(1));
        assertThat(isKept(ID)).isFalse();
    }

    @Test
    @DisplayName("answers for the maximum age at most, and drops what is older from time to time")
    void age() {
        keep(ID, LONG);
        clock.advance(ofSeconds(50).minusNanos(1));
        assertThat(isKept(ID)).isTrue();
        clock.advance(ofNanos(1));
        for (int i = 0; i < 1_000; i++) {
            keep(OTHER, LONG);
        }
        assertThat(near.statistics().entries()).isEqualTo(1);
        assertThat(isKept(ID)).isFalse();
        assertThat(isKept(OTHER)).isTrue();
    }

    @Test
    @DisplayName("keeps no session whose key has ended, or does not end")
    void withoutTtl() {
        for (long remaining : new long[] {0, -1, -2}) {
            keep(ID, remaining);
            assertThat(isKept(ID)).isFalse();
        }
        assertThat(near.statistics().refusedFills()).isEqualTo(3);
    }

    @Test
    @DisplayName("keeps sessions of up to 64 KiB, by an estimate of their memory")
    void size() {
        int attribute =
                (int) (SessionNearCacheSettings.MAX_ENTRY_BYTES - session("u").bytes() - 128 - 2);
        for (int more : List.of(0, 1)) {
            SessionPayload payload = new SessionPayload(Map.of(), Map.of("a", new byte[attribute + more]));
            StoredSession session = new StoredSession("u", 1, 1, LONG, LONG, 1, payload);
            assertThat(session.bytes()).isEqualTo(SessionNearCacheSettings.MAX_ENTRY_BYTES + more);
            HashedSessionId id = more == 0 ? ID : OTHER;
            near.keep(id, session, LONG, near.beginRead());
            assertThat(isKept(id)).isEqualTo(more == 0);
        }
        assertThat(near.statistics().refusedFills()).isEqualTo(1);
    }

    @Test
    @DisplayName("keeps no session that has changed since its read began, here or elsewhere")
    void changedMeanwhile() {
        NearSessionStamp stamp = near.beginRead();
        near.changed(key(ID));
        near.keep(ID, session("old"), LONG, stamp);
        assertThat(isKept(ID)).isFalse();

        stamp = near.beginRead();
        driver.listener().onInvalidate(key(ID));
        near.keep(ID, session("old"), LONG, stamp);
        assertThat(isKept(ID)).isFalse();

        stamp = near.beginRead();
        driver.listener().onGap();
        near.keep(ID, session("old"), LONG, stamp);
        assertThat(isKept(ID)).isFalse();

        stamp = near.beginRead();
        near.changed(key(OTHER));
        near.keep(ID, session("u"), LONG, stamp);
        assertThat(isKept(ID)).isTrue();
    }

    @Test
    @DisplayName("drops the copies of changed sessions, and skips keys of other things")
    void drops() {
        keep(ID, LONG);
        keep(OTHER, LONG);
        driver.listener()
                .onInvalidate(List.of(
                        KEYS.users("2a"), KEYS.expiry("2a"), SessionKeys.utf8("x"), KEYS.session(ID), new byte[0]));
        assertThat(isKept(ID)).isFalse();
        assertThat(isKept(OTHER)).isTrue();
        assertThat(near.statistics().invalidations()).isEqualTo(1);
        near.changed(key(OTHER));
        assertThat(isKept(OTHER)).isFalse();
    }

    @Test
    @DisplayName("drops all after a gap, counts it, and neither answers nor keeps while changes are not reported")
    void gap() {
        driver.listener().onGap();
        assertThat(near.statistics().gaps()).isZero(); // there was nothing to lose
        keep(ID, LONG);
        driver.setArmed(false);
        assertThat(isKept(ID)).isFalse();
        assertThat(near.beginRead().mayBeKept()).isFalse();
        assertThat(near.problem()).contains("was lost");
        NearSessionStamp stamp = new NearSessionStamp(1, 1, clock.getAsLong());
        near.keep(OTHER, session("u"), LONG, stamp);
        driver.listener().onGap();
        driver.setArmed(true);
        assertThat(isKept(ID)).isFalse();
        assertThat(isKept(OTHER)).isFalse();
        NearCacheStatistics statistics = near.statistics();
        assertThat(statistics.gaps()).isEqualTo(1);
        assertThat(statistics.entries()).isZero();
        assertThat(near.problem()).isEmpty();
    }

    @Test
    @DisplayName("uses no copy after a change that could not be processed, until all were dropped")
    void missedChange() {
        keep(ID, LONG);
        keep(OTHER, LONG);
        near.changed(new AbstractList<>() {
            @Override
            public byte[] get(int index) {
                throw new OutOfMemoryError("thrown by a test");
            }

            @Override
            public int size() {
                return 1;
            }
        });
        assertThat(isKept(ID)).isFalse();
        assertThat(near.statistics().state()).isEqualTo(State.CONNECTING);
        assertThat(near.problem()).contains("could not be processed");
        keep(ID, LONG);
        assertThat(isKept(ID)).isTrue();
        assertThat(isKept(OTHER)).isFalse();
        assertThat(near.statistics().gaps()).isEqualTo(1);
    }

    @Test
    @DisplayName("asks for the time to live once a minute while the server refuses it, and tells why nothing is kept")
    void refusedTimeToLive() {
        keep(OTHER, LONG);
        TimeToLiveAccess access = near.timeToLive();
        access.refused(new StoreRejectedException("NOPERM no right to call pttl", "NOPERM", null));
        assertThat(near.problem()).contains("NOPERM");
        assertThat(near.statistics().state()).isEqualTo(State.REFUSED);
        assertThat(near.statistics().reason()).isEqualTo(near.problem());
        assertThat(isKept(OTHER)).isTrue(); // its end is known
        clock.advance(ofSeconds(60).minusNanos(1));
        assertThat(near.beginRead().mayBeKept()).isFalse();
        clock.advance(ofNanos(1));
        assertThat(near.beginRead().mayBeKept()).isTrue();
        assertThat(near.beginRead().mayBeKept()).isFalse(); // the one before may be refused
        clock.advance(ofSeconds(60));
        NearSessionStamp stamp = near.beginRead();
        access.answered();
        near.keep(ID, session("u"), LONG, stamp);
        assertThat(isKept(ID)).isTrue();
        assertThat(near.beginRead().mayBeKept()).isTrue();
        assertThat(near.problem()).isEmpty();
        assertThat(near.statistics().state()).isEqualTo(State.ACTIVE);
    }

    /** List of calls that can be sent, and not be looked at afterwards. */
    private static final class UnreadableCalls extends ArrayList<ScriptCall<Reply>> {
        @Override
        public Iterator<ScriptCall<Reply>> iterator() {
            throw new OutOfMemoryError("thrown by a test");
        }

        @Override
        public void forEach(Consumer<? super ScriptCall<Reply>> action) {
            throw new OutOfMemoryError("thrown by a test");
        }
    }

    @Test
    @DisplayName("treats calls without memory to look at their keys as a change of all, and these return as they would")
    void missedCalls() {
        SessionOperations operations = new SessionOperations(
                new RedisOperations(driver.driver(), Backends.TIMEOUT, clock), Backends.TIMEOUT, clock, KEYS, near);
        List<ScriptCall<Reply>> calls = new UnreadableCalls();
        calls.add(new ScriptCall<>("destroyAll", SCRIPT, key(ID), List.of(), reply -> reply));
        keep(ID, LONG);
        assertThatThrownBy(() -> operations.runEach("destroyAll", calls, reply -> {}))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(isKept(ID)).isFalse();
        assertThat(near.problem()).contains("could not be processed");
        keep(ID, LONG);
        assertThat(isKept(ID)).isTrue();
    }

    @Test
    @DisplayName("starts without a thread if there is no memory for one, and tries again with the next read")
    void noThread() {
        AtomicBoolean isOutOfMemory = new AtomicBoolean(true);
        MonotonicClock jvm = MonotonicClock.ofThisJvm();
        MonotonicClock starved = new MonotonicClock() {
            @Override
            public long getAsLong() {
                return jvm.getAsLong();
            }

            @Override
            public void announce(Thread thread) {
                if (isOutOfMemory.get()) {
                    throw new OutOfMemoryError("thrown by a test");
                }
            }
        };
        try (NearSessions unstarted = near(starved)) {
            unstarted.start();
            assertThat(unstarted.beginRead().mayBeKept()).isFalse();
            assertThat(unstarted.statistics().state()).isEqualTo(State.CONNECTING);
            assertThat(unstarted.problem()).contains("not reported yet");
            isOutOfMemory.set(false);
            Awaitility.await()
                    .atMost(Backends.TIMEOUT)
                    .until(() -> unstarted.beginRead().mayBeKept());
            assertThat(unstarted.problem()).isEmpty();
        }
    }

    @Test
    @DisplayName("tells of its state as a health check and in statistics, also where there is none")
    void state() {
        try (NearSessions unused = near(MonotonicClock.ofThisJvm())) {
            assertThat(new NearSessionsState(unused, "").check())
                    .isEqualTo(Health.of("near", HealthStatus.UP, Map.of("sessions", "not used yet")));
        }
        NearSessionsState state = new NearSessionsState(near, "");
        assertThat(state.check()).isEqualTo(Health.of("near", HealthStatus.UP, Map.of("sessions", "active")));
        driver.setArmed(false);
        assertThat(state.check().status()).isEqualTo(HealthStatus.DEGRADED);
        assertThat(state.check().details().get("sessions")).contains("was lost");

        NearSessionsState none = new NearSessionsState(null, "there is none");
        assertThat(none.check()).isEqualTo(Health.of("near", HealthStatus.UP, Map.of()));
        assertThat(none.statistics().state()).isEqualTo(State.OFF);
        assertThat(none.statistics().reason()).isEqualTo("there is none");
    }

    @Test
    @DisplayName("answers nothing once it is closed")
    void closed() {
        keep(ID, LONG);
        near.close();
        near.close();
        assertThat(isKept(ID)).isFalse();
        assertThat(near.beginRead().mayBeKept()).isFalse();
        assertThat(near.statistics().state()).isEqualTo(State.OFF);
        assertThat(near.statistics().entries()).isZero();
        assertThat(driver.closed()).isEqualTo(1);
    }

    @Test
    @DisplayName("tells the keys of sessions from others by their form")
    void keys() {
        assertThat(KEYS.hashIn(KEYS.session(ID))).isEqualTo(ID.hash());
        assertThat(KEYS.hashIn(KEYS.users("2a"))).isNull();
        assertThat(KEYS.hashIn(KEYS.expiry("2a"))).isNull();
        assertThat(KEYS.hashIn(KEYS.statistics())).isNull();
        assertThat(KEYS.hashIn(SessionKeys.utf8("}:s:" + ID.hash().substring(1))))
                .isNull();
        assertThat(KEYS.session(ID)).startsWith(KEYS.commonPrefix());
    }
}
