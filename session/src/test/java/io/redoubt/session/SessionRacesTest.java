package io.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionOverflowPolicy;
import io.redoubt.api.session.SessionStatistics;
import io.redoubt.redis.core.KeyKind;
import io.redoubt.redis.core.KeyPrefix;
import io.redoubt.tck.backend.BackendAddress;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.tck.session.ConcurrentLogins;
import io.redoubt.tck.session.DestroyedSessionRace;
import io.redoubt.tck.session.SessionAudit;
import io.redoubt.tck.session.SessionBackdater;
import io.redoubt.tck.session.SessionLimitHistory;
import io.redoubt.tck.session.SessionStoreUnderTest;
import io.redoubt.tck.session.SessionTestSettings;
import io.redoubt.test.process.ChildJvm;
import io.redoubt.test.server.RawRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Race tests of sessions with several threads and processes on Redis. */
@DisplayName("Races of sessions")
final class SessionRacesTest {

    static Stream<RedisBackendFactory> runs() {
        return Stream.of(Backends.LETTUCE, Backends.JEDIS);
    }

    static Stream<Arguments> runsAndPolicies() {
        return runs().flatMap(
                        run -> Arrays.stream(SessionOverflowPolicy.values()).map(policy -> Arguments.of(run, policy)));
    }

    @Nested
    @DisplayName("Logins of one user by threads of two and more processes, every second one as a visitor first")
    class Logins {

        private static final int LIMIT = 3;
        private static final int THREADS = 8;

        @Test
        @DisplayName("never pass the limit, and the index is right afterwards")
        void limit() {
            rounds(Backends.LETTUCE, 1, List.of(SessionOverflowPolicy.values()), 25);
        }

        @Tag("slow")
        @ParameterizedTest
        @MethodSource("io.redoubt.session.SessionRacesTest#runsAndPolicies")
        @DisplayName("never pass the limit, and the index is right afterwards, in three processes and 4,000 rounds")
        void limitForLong(RedisBackendFactory run, SessionOverflowPolicy policy) {
            rounds(run, 2, List.of(policy), 4_000);
        }

        private void rounds(RedisBackendFactory run, int processes, List<SessionOverflowPolicy> policies, int rounds) {
            try (RedisBackend redis = run.backend()) {
                List<ChildJvm> others = new ArrayList<>();
                try {
                    for (int i = 0; i < processes; i++) {
                        others.add(process(redis.address()));
                    }
                    others.forEach(there -> assertThat(there.line()).isEqualTo("ready"));
                    policies.forEach(policy -> rounds(redis, others, policy, rounds));
                    others.forEach(there -> there.send(""));
                    others.forEach(there -> assertThat(there.awaitExit(60)).isZero());
                } finally {
                    others.forEach(ChildJvm::close);
                }
                SessionAudit audit = SessionAudit.of(redis, LIMIT).check();
                assertThat(audit.sessions()).isEqualTo(policies.size() * rounds * LIMIT);
            }
        }

        private void rounds(RedisBackend redis, List<ChildJvm> others, SessionOverflowPolicy policy, int rounds) {
            SessionTestSettings rules = SessionTestSettings.defaults().limit(LIMIT, policy);
            try (SessionStoreUnderTest sessions = Backends.open(
                            redis.driver(), Backends.settings(redis.prefix(), rules), LoginProcess.TIMEOUT);
                    ConcurrentLogins here = new ConcurrentLogins(new MixedLoginStore(sessions.store()), THREADS)) {
                SessionStatistics before = sessions.store().statistics();
                for (int round = 0; round < rounds; round++) {
                    String userId = policy + "-user-" + round;
                    SessionLimitHistory history = new SessionLimitHistory(LIMIT, policy);
                    others.forEach(there -> there.send(policy + " " + userId));
                    history.logins(here.on(userId));
                    history.during(sessions.store().list(userId).size());
                    others.forEach(there -> history.logins(ConcurrentLogins.Logins.parse(there.line())));
                    history.left(sessions.store().list(userId).size());
                    history.check();
                }
                SessionStatistics after = sessions.store().statistics();
                assertThat(after.active() - before.active()).isEqualTo((long) rounds * LIMIT);
                assertThat(after.users() - before.users()).isEqualTo(rounds);
            }
        }

        private ChildJvm process(BackendAddress address) {
            List<String> arguments = new ArrayList<>(address.toArguments());
            arguments.addAll(List.of(String.valueOf(LIMIT), String.valueOf(THREADS)));
            return ChildJvm.start(LoginProcess.class, arguments.toArray(String[]::new));
        }

        @Test
        @DisplayName("pass the limit of a store that looks first and creates then, and the same check notices")
        void brokenLimit() {
            try (RedisBackend redis = Backends.LETTUCE.backend()) {
                SessionTestSettings rules = SessionTestSettings.defaults().limit(100, SessionOverflowPolicy.REJECT);
                List<String> complaints = new ArrayList<>();
                try (SessionStoreUnderTest sessions = Backends.open(redis.driver(), redis.prefix(), rules);
                        ConcurrentLogins logins =
                                new ConcurrentLogins(new NonAtomicLimitStore(sessions.store(), LIMIT), 2 * THREADS)) {
                    for (int round = 0; round < 100 && complaints.isEmpty(); round++) {
                        SessionLimitHistory history = new SessionLimitHistory(LIMIT, SessionOverflowPolicy.REJECT);
                        history.logins(logins.on("user-" + round));
                        history.left(sessions.store().list("user-" + round).size());
                        complaints.addAll(history.complaints());
                    }
                }
                assertThat(complaints).isNotEmpty();
                assertThat(SessionAudit.of(redis, LIMIT).complaints()).isNotEmpty();
            }
        }
    }

    @Nested
    @DisplayName("The end of a session against its touch, update, extension, rotation and login")
    class Endings {

        private static final SessionTestSettings RULES = SessionTestSettings.defaults();

        @Test
        @DisplayName("is an end: nothing comes back")
        void nothingComesBack() {
            race(Backends.LETTUCE, 1, 1_000);
        }

        @Tag("slow")
        @ParameterizedTest
        @MethodSource("io.redoubt.session.SessionRacesTest#runs")
        @DisplayName("is an end: nothing comes back, 20,000 times")
        void nothingComesBackForLong(RedisBackendFactory run) {
            race(run, 20, 1_000);
        }

        private void race(RedisBackendFactory run, int batches, int batch) {
            try (RedisBackend redis = run.backend()) {
                try (SessionStoreUnderTest sessions = Backends.open(redis.driver(), redis.prefix(), RULES);
                        DestroyedSessionRace race = new DestroyedSessionRace(sessions.store())) {
                    for (int i = 0; i < batches; i++) {
                        List<Session> due = race.create(batch);
                        // A touch is due after a minute.
                        SessionBackdater.age(redis, Duration.ofMinutes(2));
                        race.over(due);
                    }
                    assertThat(race.complaints()).isEmpty();
                    // Otherwise the operations did not race.
                    assertThat(race.destroyedFirst()).isPositive();
                    assertThat(race.rotatedFirst()).isPositive();
                    assertThat(race.loggedInFirst()).isPositive();
                    System.out.println("destroyed first " + race.destroyedFirst() + ", rotated first "
                            + race.rotatedFirst() + ", logged in first " + race.loggedInFirst());
                }
                assertThat(SessionAudit.of(redis, 5).check().current()).isEmpty();
            }
        }

        @Test
        @DisplayName("is none for a store that saves without a look, and the same check notices")
        void brokenSave() {
            try (RedisBackend redis = Backends.LETTUCE.backend()) {
                SessionKeys keys = new SessionKeys(new KeyPrefix(redis.prefix()).space(KeyKind.SESSION));
                try (SessionStoreUnderTest sessions = Backends.open(redis.driver(), redis.prefix(), RULES);
                        RawRedis raw = redis.master(redis.prefix());
                        DestroyedSessionRace race =
                                new DestroyedSessionRace(new UncheckedUpdateStore(sessions.store(), raw, keys))) {
                    race.over(race.create(200));
                }
                SessionAudit audit = SessionAudit.of(redis, 5);
                assertThat(audit.complaints())
                        .anySatisfy(complaint -> assertThat(complaint).contains("has no time to live"))
                        .anySatisfy(complaint -> assertThat(complaint).contains("lacks"));
                // The keys without time to live are the expected result; left in place, they would count as a leak
                // of this test.
                audit.dump().keySet().forEach(key -> redis.raw("UNLINK", key));
            }
        }
    }
}
