package io.redoubt.session;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.session.SessionEvent;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.session.RecurringTask.Outcome;
import io.redoubt.tck.ConcurrentCalls;
import io.redoubt.tck.backend.Deployment;
import io.redoubt.tck.backend.OutOfMemoryServer;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.test.server.RawRedis;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The sweep of expired sessions")
final class ExpirySweeperTest {

    private static final String ABSENT = "0";

    private final AtomicLong clock = new AtomicLong();

    static Stream<RedisBackendFactory> backends() {
        return Stream.of(
                RedisBackendFactory.standalone(new LettuceDriverProvider()),
                RedisBackendFactory.standalone(new JedisDriverProvider()),
                RedisBackendFactory.cluster(new LettuceDriverProvider()));
    }

    private static RedisBackend lettuce() {
        return RedisBackendFactory.standalone(new LettuceDriverProvider()).backend();
    }

    private SweptSessions open(RedisBackend redis) {
        redis.connect();
        clock.set(redis.micros() / 1000);
        return new SweptSessions(
                redis.driver(), redis.prefix(), SweptSessions.IDLE, SweptSessions.LIFETIME, clock::get);
    }

    private void advance(Duration duration) {
        clock.addAndGet(duration.toMillis());
    }

    private static void awaitExpired(SweptSessions sessions, List<HashedSessionId> expected) {
        String[] handles = expected.stream().map(HashedSessionId::handle).toArray(String[]::new);
        Awaitility.await()
                .atMost(ofSeconds(30))
                .untilAsserted(() -> assertThat(sessions.expired()).containsExactlyInAnyOrder(handles));
    }

    @ParameterizedTest
    @MethodSource("backends")
    @DisplayName("removes those that have ended from all indexes, tells of each, counts it, and leaves the others")
    void ended(RedisBackendFactory factory) {
        try (RedisBackend redis = factory.backend();
                SweptSessions sessions = open(redis)) {
            List<HashedSessionId> ended = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                ended.add(sessions.create("user-" + i));
                ended.add(sessions.create("user-" + i));
                ended.add(sessions.createAnonymous());
            }
            assertThat(sessions.sweep()).isEqualTo(Outcome.DONE);
            assertThat(sessions.counters.take().expired()).isZero();
            advance(ofMinutes(60));
            HashedSessionId living = sessions.create("user-0");
            assertThat(sessions.sweep()).isEqualTo(Outcome.DONE);

            awaitExpired(sessions, ended);
            assertThat(sessions.events)
                    .filteredOn(event -> event.type() == SessionEvent.Type.EXPIRED)
                    .allSatisfy(event -> assertThat(event.time().toEpochMilli()).isEqualTo(clock.get()))
                    .anySatisfy(event -> assertThat(event.userId()).isEqualTo("user-19"))
                    .filteredOn(event -> event.userId() == null)
                    .hasSize(20)
                    .allSatisfy(event -> assertThat(event.handle()).endsWith(SweptSessions.BUCKET));
            assertThat(sessions.counters.take().expired()).isEqualTo(60);
            for (String bucket : SessionOwner.buckets()) {
                String only = bucket.equals(living.bucket()) ? "1" : ABSENT;
                assertThat(redis.raw("ZCARD", sessions.expiryKey(bucket))).isEqualTo(only);
                assertThat(redis.raw("HLEN", sessions.usersKey(bucket))).isEqualTo(only);
            }
            assertThat(redis.raw(
                            "HGET",
                            sessions.usersKey(living.bucket()),
                            SessionOwner.of("user-0").hash()))
                    .isEqualTo(living.hash());
        }
    }

    @Test
    @DisplayName("gives a session that lives its next time, and counts how long one lasted until its last use")
    void living() {
        try (RedisBackend redis = lettuce();
                SweptSessions sessions = open(redis)) {
            HashedSessionId id = sessions.create("user-42");
            advance(ofMinutes(10));
            sessions.touch(id);
            long end = clock.get() + ofMinutes(31).toMillis();
            advance(ofMinutes(22));
            assertThat(sessions.sweep()).isEqualTo(Outcome.DONE);
            List<String> due;
            try (RawRedis master = redis.master(sessions.expiryKey(id.bucket()))) {
                due = master.texts("ZRANGE", sessions.expiryKey(id.bucket()), "0", "-1", "WITHSCORES");
            }
            assertThat(due).hasSize(2).endsWith(String.valueOf(end + 1));
            clock.set(end);
            assertThat(sessions.sweep()).isEqualTo(Outcome.DONE);
            assertThat(sessions.counters.take().expired()).isZero();

            advance(Duration.ofMillis(1));
            assertThat(sessions.sweep()).isEqualTo(Outcome.DONE);
            awaitExpired(sessions, List.of(id));
            SessionCounters.Counts counts = sessions.counters.take();
            assertThat(counts.expired()).isEqualTo(1);
            assertThat(counts.durationMillis()).isEqualTo(ofMinutes(10).toMillis());
            assertThat(counts.longestMillis()).isEqualTo(ofMinutes(10).toMillis());
            assertThat(redis.raw("EXISTS", sessions.expiryKey(id.bucket()), sessions.usersKey(id.bucket())))
                    .isEqualTo(ABSENT);
        }
    }

    @Test
    @DisplayName("by the server's clock comes after a session has ended for its absolute lifetime, as the last of all")
    void absoluteLifetime() {
        try (RedisBackend redis = lettuce()) {
            redis.connect();
            try (SweptSessions sessions =
                    new SweptSessions(redis.driver(), redis.prefix(), ofSeconds(1), ofSeconds(1), null)) {
                HashedSessionId id = sessions.create("user-42");
                Awaitility.await().atMost(ofSeconds(30)).until(() -> {
                    assertThat(sessions.sweep()).isEqualTo(Outcome.DONE);
                    return !sessions.expired().isEmpty();
                });
                awaitExpired(sessions, List.of(id));
                assertThat(redis.keys()).isEmpty();
            }
        }
    }

    @Test
    @DisplayName("takes a page of each bucket, and says when there is more")
    void pages() {
        try (RedisBackend redis = lettuce();
                SweptSessions sessions = open(redis)) {
            List<HashedSessionId> all = new ArrayList<>();
            for (int i = 0; i < 2 * ExpirySweeper.PAGE; i++) {
                all.add(sessions.createAnonymous());
            }
            advance(ofMinutes(60));
            assertThat(sessions.sweeper().sweep(() -> true)).isEqualTo(Outcome.DONE);
            assertThat(sessions.counters.take().expired()).isZero();
            assertThat(sessions.sweep()).isEqualTo(Outcome.MORE);
            assertThat(sessions.counters.take().expired()).isEqualTo(ExpirySweeper.PAGE);
            all.add(sessions.create("user-42"));
            advance(ofMinutes(60));
            assertThat(sessions.sweep()).isEqualTo(Outcome.MORE);
            assertThat(sessions.counters.take().expired()).isEqualTo(ExpirySweeper.PAGE + 1);
            assertThat(sessions.sweep()).isEqualTo(Outcome.DONE);
            awaitExpired(sessions, all);
        }
    }

    @Test
    @DisplayName("tells of each session once, and counts it once, however many processes do it at the same time")
    void concurrent() {
        try (RedisBackend redis = lettuce();
                SweptSessions sessions = open(redis);
                ConcurrentCalls threads = ConcurrentCalls.of(4)) {
            for (int round = 0; round < 10; round++) {
                List<HashedSessionId> all = new ArrayList<>();
                for (int i = 0; i < 60; i++) {
                    all.add(sessions.create("user-" + i % 20));
                    all.add(sessions.createAnonymous());
                }
                advance(ofMinutes(60));
                threads.all(() -> {
                    ExpirySweeper sweeper = sessions.sweeper();
                    while (sweeper.sweep(() -> false) == Outcome.MORE) {
                        // until nothing is due
                    }
                    return true;
                });
                awaitExpired(sessions, all);
                assertThat(sessions.counters.take().expired()).isEqualTo(all.size());
                sessions.events.clear();
            }
            assertThat(redis.keys()).noneMatch(key -> key.endsWith(":users") || key.endsWith(":expiry"));
        }
    }

    @Test
    @DisplayName("removes what another program has put into an index, without an event, and goes on")
    void foreignMembers() {
        try (RedisBackend redis = lettuce();
                SweptSessions sessions = open(redis)) {
            HashedSessionId living = sessions.create("user-42");
            String bucket = living.bucket();
            String index = sessions.expiryKey(bucket);
            String other = "0123456789abcdef0123456789abcdef";
            long created = clock.get();
            List<String> foreign = List.of(
                    "",
                    ":",
                    "text",
                    "ab:12:user",
                    other.toUpperCase(Locale.ROOT) + ":" + created + ":user",
                    other + ":" + created,
                    other + "::user",
                    other + ":1e5:user",
                    other + ":" + "9".repeat(400) + ":user",
                    // As if of the living session, whose own member is another one.
                    living.hash() + ":" + (created - 1) + ":user-42",
                    living.hash() + ":" + created + ":user-43");
            try (RawRedis master = redis.master(index)) {
                for (String member : foreign) {
                    assertThat(master.number("ZADD", index, "-inf", member)).isEqualTo(1);
                }
                master.call(
                        utf8("ZADD"),
                        utf8(index),
                        utf8("5"),
                        new byte[] {(byte) 0xff, ':', '1', ':'},
                        utf8("0.5"),
                        notText(other));
            }
            assertThat(sessions.sweep()).isEqualTo(Outcome.DONE);
            assertThat(redis.raw("ZCARD", index)).isEqualTo("1");
            assertThat(sessions.counters.take().expired()).isZero();
            assertThat(redis.raw("HVALS", sessions.usersKey(bucket))).contains(living.hash());

            advance(ofMinutes(60));
            assertThat(sessions.sweep()).isEqualTo(Outcome.DONE);
            awaitExpired(sessions, List.of(living));
            assertThat(sessions.counters.take().longestMillis()).isZero();
        }
    }

    private static byte[] notText(String hash) {
        byte[] member = utf8(hash + ":5:?");
        member[member.length - 1] = (byte) 0xff;
        return member;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("tells of a session that another program has put there, by the time of its score or now")
    void foreignScores() {
        try (RedisBackend redis = lettuce();
                SweptSessions sessions = open(redis)) {
            HashedSessionId id = sessions.createAnonymous();
            String index = sessions.expiryKey(SweptSessions.BUCKET);
            long created = clock.get() - ofMinutes(45).toMillis();
            List<HashedSessionId> planted = new ArrayList<>();
            for (String score : List.of("-inf", "-5", "0.5", "7")) {
                String hash = "0123456789abcdef0123456789abcde" + planted.size();
                planted.add(new HashedSessionId(SweptSessions.BUCKET, hash));
                redis.raw("ZADD", index, score, hash + ":" + created + ":");
            }
            redis.raw("SET", sessions.sessionKey(planted.get(0)), "text", "EX", "60");
            redis.raw("DEL", sessions.sessionKey(id));
            redis.raw("SET", sessions.sessionKey(id), "text", "EX", "60");
            advance(ofMinutes(60));
            assertThat(sessions.sweep()).isEqualTo(Outcome.DONE);
            planted.add(id);
            awaitExpired(sessions, planted);
            SessionCounters.Counts counts = sessions.counters.take();
            assertThat(counts.expired()).isEqualTo(5);
            assertThat(counts.durationMillis()).isLessThan(ofHours(7).toMillis());
        }
    }

    @Test
    @DisplayName("leaves a bucket alone of which an index is of another type, and sweeps the others")
    void wrongType() {
        try (RedisBackend redis = lettuce();
                SweptSessions sessions = open(redis)) {
            List<HashedSessionId> all = new ArrayList<>();
            Set<String> buckets = new HashSet<>();
            for (int i = 0; buckets.size() < 5; i++) {
                if (buckets.add(SessionOwner.of("user-" + i).bucket())) {
                    all.add(sessions.create("user-" + i));
                }
            }
            String users = sessions.usersKey(all.get(0).bucket());
            String index = sessions.expiryKey(all.get(4).bucket());
            redis.raw("SET", users, "text", "EX", "600");
            redis.raw("SET", index, "text", "EX", "600");
            advance(ofMinutes(60));
            assertThat(sessions.sweep()).isEqualTo(Outcome.FAILED);
            awaitExpired(sessions, all.subList(1, 4));
            assertThat(redis.raw("ZCARD", sessions.expiryKey(all.get(0).bucket())))
                    .isEqualTo("1");
            redis.raw("DEL", users);
            redis.raw("DEL", index);
            assertThat(sessions.sweep()).isEqualTo(Outcome.DONE);
            awaitExpired(sessions, all.subList(0, 4));
        }
    }

    @Test
    @DisplayName("that has failed for a bucket has failed at its end, also if the others had more, and leaves it alone")
    void failureAndMore() {
        try (RedisBackend redis = lettuce();
                SweptSessions sessions = open(redis)) {
            HashedSessionId unseen = sessions.create("user-42");
            List<HashedSessionId> seen = new ArrayList<>();
            for (int i = 0; i <= ExpirySweeper.PAGE; i++) {
                seen.add(sessions.createAnonymous());
            }
            String index = sessions.expiryKey(unseen.bucket());
            redis.raw("RENAME", index, index + "-kept");
            redis.raw("SET", index, "text", "EX", "600");
            advance(ofMinutes(60));
            ExpirySweeper sweeper = sessions.sweeper();
            assertThat(sweeper.sweep(() -> false)).isEqualTo(Outcome.MORE);
            assertThat(sweeper.failures()).hasSize(1).hasOnlyElementsOfType(StoreRejectedException.class);
            redis.raw("RENAME", index + "-kept", index);
            assertThat(sweeper.sweep(() -> false)).isEqualTo(Outcome.FAILED);
            awaitExpired(sessions, seen);
            assertThat(sweeper.failures()).hasSize(1).hasOnlyElementsOfType(StoreRejectedException.class);
            assertThat(sweeper.sweep(() -> false)).isEqualTo(Outcome.DONE);
            assertThat(sweeper.failures()).isEmpty();
            seen.add(unseen);
            awaitExpired(sessions, seen);
        }
    }

    @Test
    @DisplayName("looks at all buckets again when the sweep before was not ended, but given up")
    void restart() {
        try (RedisBackend redis = lettuce();
                SweptSessions sessions = open(redis)) {
            List<HashedSessionId> all = new ArrayList<>();
            for (int i = 0; i < ExpirySweeper.PAGE; i++) {
                all.add(sessions.createAnonymous());
            }
            advance(ofMinutes(60));
            ExpirySweeper sweeper = sessions.sweeper();
            assertThat(sweeper.sweep(() -> false)).isEqualTo(Outcome.MORE);
            all.add(sessions.create("user-42"));
            advance(ofMinutes(60));
            sweeper.restart();
            assertThat(sweeper.sweep(() -> false)).isEqualTo(Outcome.DONE);
            awaitExpired(sessions, all);
        }
    }

    @Test
    @DisplayName("touches no key that its scripts do not declare")
    void declaredKeys() {
        String user = "declared-keys";
        RedisBackendFactory servers = new RedisBackendFactory(
                new JedisDriverProvider(), () -> Deployment.asUser(Deployment.standalone(), user, "+@all", "~*", "&*"));
        try (RedisBackend redis = servers.backend();
                RawRedis admin = redis.master(redis.prefix())) {
            redis.connect();
            clock.set(redis.micros() / 1000);
            DeclaredKeysDriver driver = new DeclaredKeysDriver(redis.driver(), admin, user, Topology.Mode.STANDALONE);
            try (SweptSessions sessions =
                    new SweptSessions(driver, redis.prefix(), SweptSessions.IDLE, SweptSessions.LIFETIME, clock::get)) {
                HashedSessionId ended = sessions.create("user-42");
                HashedSessionId living = sessions.createAnonymous();
                advance(ofMinutes(20));
                sessions.touch(living);
                advance(ofMinutes(20));
                SweeperLease lease = new SweeperLease(sessions.operations, sessions.sweeps, ofSeconds(30));
                assertThat(lease.take()).isTrue();
                assertThat(lease.take()).isTrue();
                assertThat(sessions.sweep()).isEqualTo(Outcome.DONE);
                awaitExpired(sessions, List.of(ended));
                lease.release(ofSeconds(20));
                sessions.statistics.flush();
            }
        }
    }

    @Test
    @DisplayName("needs no memory")
    void outOfMemory() {
        try (OutOfMemoryServer server = OutOfMemoryServer.start(new LettuceDriverProvider())) {
            clock.set(Long.parseLong(server.raw().texts("TIME").get(0)) * 1000);
            try (SweptSessions sessions =
                    new SweptSessions(server.driver(), "", SweptSessions.IDLE, SweptSessions.LIFETIME, clock::get)) {
                HashedSessionId living = sessions.createAnonymous();
                HashedSessionId ended = sessions.createAnonymous();
                advance(ofMinutes(20));
                sessions.touch(living);
                advance(ofMinutes(20));
                server.fill();
                SweeperLease lease = new SweeperLease(sessions.operations, sessions.sweeps, ofSeconds(30));
                assertThat(lease.take()).isTrue();
                assertThat(sessions.sweep()).isEqualTo(Outcome.DONE);
                awaitExpired(sessions, List.of(ended));
                String index = sessions.expiryKey(SweptSessions.BUCKET);
                assertThat(server.raw().number("ZCARD", index)).isEqualTo(1);
                assertThat(server.raw().number("ZCOUNT", index, "-inf", String.valueOf(clock.get())))
                        .isZero();
                assertThat(server.raw().number("PTTL", index)).isPositive();
            }
        }
    }
}
