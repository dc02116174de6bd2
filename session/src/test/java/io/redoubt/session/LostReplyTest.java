package io.redoubt.session;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.RotationToken;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionOverflowPolicy;
import io.redoubt.api.session.SessionRotationResult;
import io.redoubt.api.session.SessionRotationResult.Rotated;
import io.redoubt.api.session.SessionRotationResult.Superseded;
import io.redoubt.api.session.SessionStore;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.routing.RedisDriverFactory;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.session.SessionAudit;
import io.redoubt.tck.session.SessionStoreUnderTest;
import io.redoubt.tck.session.SessionTestSettings;
import io.redoubt.test.proxy.AffectedConnections;
import io.redoubt.test.server.ProxiedServer;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Test of calls whose replies are lost after the server has done what they ask for. */
@DisplayName("When a reply is lost")
final class LostReplyTest {

    /** Timeout of calls that are to fail. */
    private static final Duration BRIEF = ofMillis(200);

    static Stream<Arguments> drivers() {
        return Stream.of(
                Arguments.argumentSet("lettuce", new LettuceDriverProvider()),
                Arguments.argumentSet("jedis", new JedisDriverProvider()));
    }

    private static SessionAudit audit(RawRedis redis) {
        return SessionAudit.of(redis, new TreeSet<>(redis.texts("KEYS", "*")), 5);
    }

    /**
     * Change of the id of a session.
     *
     * @param event the type of its last event
     */
    private record Change(String event, BiFunction<SessionStore, String, SessionRotationResult> call) {}

    private static Stream<Change> changes(RotationToken token) {
        return Stream.of(
                new Change("ROTATED", (store, id) -> store.rotate(id, token)),
                new Change("LOGGED_IN", (store, id) -> store.login(id, "user-43", token)),
                new Change("LOGGED_OUT", (store, id) -> store.logout(id, token)));
    }

    private static Session rotated(SessionRotationResult result) {
        assertThat(result).isInstanceOf(Rotated.class);
        return ((Rotated) result).session();
    }

    private static void assertUnknown(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreUnavailableException.class,
                        e -> assertThat(e.mayHaveTakenEffect()).isTrue());
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("a rotation, a login and a logout are made again with their token; a new session ends by itself")
    void oneServer(RedisDriverProvider provider) {
        try (ProxiedServer server = ProxiedServer.standalone(ServerOptions.defaults());
                RawRedis raw = server.raw();
                RawRedis events = server.raw();
                RedisDriver driver = RedisDriverFactory.open(provider, settings(server), System::nanoTime);
                SessionStoreUnderTest patient = Backends.open(driver, Backends.TIMEOUT);
                SessionStoreUnderTest brief = Backends.open(driver, BRIEF)) {
            SessionStore sessions = patient.store();
            RotationToken token = RotationToken.generate();
            warm(sessions);
            events.call("SUBSCRIBE", "topic:" + SessionEventTopic.NAME);
            changes(token).forEach(change -> {
                Session before =
                        again(() -> sessions.create(NewSession.of("user-42").attribute("gold", 5)));
                lost(server, events, change.event(), () -> change.call().apply(brief.store(), before.id()));
                assertThat(again(() -> sessions.rotate(before.id(), RotationToken.generate())))
                        .isEqualTo(new Superseded());
                Session after = again(() -> rotated(change.call().apply(sessions, before.id())));
                assertThat(after.attribute("gold", Integer.class)).contains(5);
                assertThat(again(() -> sessions.find(after.id()))).isPresent();
                assertThat(audit(raw).check().sessions()).as(change.event()).isEqualTo(1);
                assertThat(again(() -> sessions.destroy(after.id()))).isTrue();
            });
            lost(server, events, "CREATED", () -> brief.store().create(NewSession.of("user-42")));
            await(events, "DESTROYED");
            assertThat(audit(raw).check().current()).isEmpty();
        }
    }

    @Test
    @DisplayName("a new session ends also if the reply of its creation was refused as too large")
    void replyTooLarge() {
        try (RedisBackend redis = Backends.LETTUCE.backend()) {
            redis.connect();
            DisturbedDriver driver = new DisturbedDriver(redis.driver());
            driver.after = name -> {
                if (name.equals("create.lua")) {
                    throw DriverException.outcomeUnknown(
                            DriverException.Kind.REPLY_TOO_LARGE, "thrown by a test", null);
                }
            };
            try (SessionStoreUnderTest sessions =
                    Backends.open(driver, redis.prefix(), SessionTestSettings.defaults())) {
                assertThatThrownBy(() -> sessions.store().create(NewSession.of("user-42")))
                        .isInstanceOf(StoreRejectedException.class);
                Awaitility.await()
                        .atMost(Backends.TIMEOUT)
                        .until(() -> sessions.store().list("user-42").isEmpty());
            }
        }
    }

    private static RedisSettings settings(ProxiedServer server) {
        return RedisSettings.builder()
                .node(new Node(server.address().host(), server.address().port()))
                .connectTimeout(Backends.TIMEOUT)
                .build();
    }

    /** Loads the scripts into the server. */
    private static void warm(SessionStore sessions) {
        String id = sessions.create(NewSession.of("user-42")).id();
        String rotated = sessions.rotate(id).orElseThrow().id();
        String loggedIn = sessions.login(rotated, "user-43").orElseThrow().id();
        assertThat(sessions.destroy(sessions.logout(loggedIn).orElseThrow().id()))
                .isTrue();
    }

    /** Makes a call whose reply is lost, and returns when the server has carried it out. */
    private static void lost(ProxiedServer server, RawRedis events, String event, ThrowingCallable call) {
        server.proxy().faults(AffectedConnections.EXISTING).dropReplies();
        assertUnknown(call);
        await(events, event);
        server.proxy().heal();
    }

    /** Waits for an event of this type, which comes directly from the server. */
    private static void await(RawRedis events, String type) {
        String message = String.valueOf(events.read());
        while (!message.contains("\n" + type + "\n")) {
            message = String.valueOf(events.read());
        }
    }

    /** Repeats a call until the driver has found the server again. */
    private static <T> T again(Callable<T> call) {
        return Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(ofMillis(10))
                .atMost(Backends.TIMEOUT)
                .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
                .until(call, result -> true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"claim.lua", "continue.lua", "leave.lua"})
    @DisplayName("a login across the slots of a cluster is made again, whichever step lost its reply")
    void acrossSlots(String script) {
        try (RedisBackend redis = Backends.LETTUCE.backend()) {
            redis.connect();
            ReplyLosingDriver driver = new ReplyLosingDriver(redis.driver());
            for (SessionOverflowPolicy policy : SessionOverflowPolicy.values()) {
                SessionTestSettings rules = SessionTestSettings.defaults().limit(2, policy);
                try (SessionStoreUnderTest sessions = Backends.open(driver, redis.prefix(), rules)) {
                    acrossSlots(sessions.store(), driver, script, redis);
                    assertThat(sessions.store().destroyAll("user-43")).isEqualTo(2);
                }
            }
        }
    }

    private static void acrossSlots(
            SessionStore sessions, ReplyLosingDriver driver, String script, RedisBackend redis) {
        Session kept = sessions.create(NewSession.of("user-43"));
        Session before = sessions.create(NewSession.of("user-42").attribute("gold", 5));
        RotationToken token = RotationToken.generate();
        driver.loseReplyOf(script);
        assertUnknown(() -> sessions.login(before.id(), "user-43", token));
        assertThat(driver.hasLost()).isTrue();
        Session after = rotated(sessions.login(before.id(), "user-43", token));
        assertThat(after.attribute("gold", Integer.class)).contains(5);
        assertThat(after.userId()).contains("user-43");
        assertThat(rotated(sessions.login(before.id(), "user-43", token)).id()).isEqualTo(after.id());
        assertThat(sessions.login(before.id(), "user-43", RotationToken.generate()))
                .isEqualTo(new Superseded());
        assertThat(sessions.find(before.id())).isEmpty();
        assertThat(sessions.list("user-42")).isEmpty();
        assertThat(sessions.list("user-43")).hasSize(2);
        assertThat(sessions.find(kept.id())).isPresent();
        assertThat(SessionAudit.of(redis, 2).check().sessions()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"claim.lua", "continue.lua"})
    @DisplayName("a login across slots that is not made again leaves the session as it was")
    void notRepeated(String script) {
        try (RedisBackend redis = Backends.LETTUCE.backend()) {
            redis.connect();
            ReplyLosingDriver driver = new ReplyLosingDriver(redis.driver());
            try (SessionStoreUnderTest sessions =
                    Backends.open(driver, redis.prefix(), SessionTestSettings.defaults())) {
                SessionStore store = sessions.store();
                Session before = store.create(NewSession.anonymous().attribute("gold", 5));
                driver.loseReplyOf(script);
                assertUnknown(() -> store.login(before.id(), "user-43"));
                Session found = store.find(before.id()).orElseThrow();
                assertThat(found.userId()).isEmpty();
                assertThat(found.createdAt()).isEqualTo(before.createdAt());
                assertThat(store.rotate(before.id())).isPresent();
                // As documented: a session that counts until it ends or is evicted.
                assertThat(store.list("user-43")).hasSize(script.equals("continue.lua") ? 1 : 0);
                SessionAudit.of(redis, 5).check();
            }
        }
    }
}
