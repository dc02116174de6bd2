package io.redoubt.session;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.RotationToken;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionLimitException;
import io.redoubt.api.session.SessionListener;
import io.redoubt.api.session.SessionOverflowPolicy;
import io.redoubt.api.session.SessionRotationResult;
import io.redoubt.api.session.SessionRotationResult.Rotated;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.session.SessionUpdate;
import io.redoubt.api.session.SessionUpdateResult;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.tck.backend.Deployment;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.tck.refusal.MethodCallRecorder;
import io.redoubt.tck.session.SessionBackdater;
import io.redoubt.tck.session.SessionStoreUnderTest;
import io.redoubt.tck.session.SessionTestSettings;
import io.redoubt.test.server.RawRedis;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Test of all calls by a Redis user who may use the keys that each command declares, and no other. */
@DisplayName("Scripts of sessions")
final class DeclaredKeysTest {

    private static final String USER = "declared-keys";

    /** Scripts that a call of {@link SessionStore} can run. */
    private static final List<String> SCRIPTS = List.of(
            "create.lua",
            "touch.lua",
            "extend.lua",
            "update.lua",
            "destroy.lua",
            "destroy_all.lua",
            "destroy_others.lua",
            "list.lua",
            "describe.lua",
            "rotate.lua",
            "logout.lua",
            "login.lua",
            "claim.lua",
            "release_claim.lua",
            "continue.lua",
            "undo.lua",
            "leave.lua",
            "find_rotated.lua",
            "statistics.lua");

    private final MethodCallRecorder calls = MethodCallRecorder.of();
    private final Set<String> names = new HashSet<>();

    @Test
    @DisplayName("touch no key that they do not declare, on one server and across the slots of a cluster")
    void declared() {
        RedisBackendFactory servers = new RedisBackendFactory(
                new JedisDriverProvider(), () -> Deployment.asUser(Deployment.standalone(), USER, "+@all", "~*", "&*"));
        try (RedisBackend redis = servers.backend();
                RawRedis admin = redis.master(redis.prefix())) {
            redis.connect();
            for (Topology.Mode mode : List.of(Topology.Mode.STANDALONE, Topology.Mode.CLUSTER)) {
                DeclaredKeysDriver driver = new DeclaredKeysDriver(redis.driver(), admin, USER, mode);
                for (SessionOverflowPolicy policy : SessionOverflowPolicy.values()) {
                    SessionTestSettings rules =
                            SessionTestSettings.defaults().limit(2, policy).grace(ofSeconds(60));
                    try (SessionStoreUnderTest sessions = Backends.open(driver, redis.prefix(), rules)) {
                        callAll(calls.around(SessionStore.class, sessions.store()), redis, policy);
                    }
                }
                undo(new InterceptingDriver(driver), redis);
                names.addAll(driver.names());
            }
        }
        // Neither of these sends a command.
        assertThat(calls.uncalled(SessionStore.class))
                .allMatch(method -> method.endsWith(".async()") || method.endsWith(".nearStatistics()"));
        assertThat(names).containsAll(SCRIPTS);
    }

    /** Logs in across slots, while the session changes, and another attempt does the same. */
    private static void undo(InterceptingDriver driver, RedisBackend redis) {
        try (SessionStoreUnderTest opened = Backends.open(driver, redis.prefix(), SessionTestSettings.defaults())) {
            SessionStore sessions = opened.store();
            Session before = sessions.create(NewSession.of("user-42"));
            RotationToken token = RotationToken.generate();
            driver.before("leave.lua", () -> {
                sessions.update(before.id(), SessionUpdate.none().metadata("ip", "y"));
                assertThat(sessions.login(before.id(), "user-43", token)).isInstanceOf(Rotated.class);
            });
            assertThat(sessions.login(before.id(), "user-43", token)).isInstanceOf(Rotated.class);
            assertThat(sessions.destroyAll("user-43")).isEqualTo(1);
        }
    }

    private static void callAll(SessionStore sessions, RedisBackend redis, SessionOverflowPolicy policy) {
        sessions.subscribe(SessionListener.of(event -> {}, () -> {})).close();
        limit(sessions, policy == SessionOverflowPolicy.REJECT);
        String id = one(sessions, redis);
        id = rotations(sessions, id);
        assertThat(sessions.destroyOthers(id)).isZero();
        Session sibling = sessions.create(NewSession.of("user-42"));
        assertThat(sessions.destroyOthers(id)).isEqualTo(1);
        assertThat(sessions.find(sibling.id())).isEmpty();
        assertThat(sessions.destroy(sessions.list("user-42").get(0))).isTrue();
        many(sessions);
        assertThat(sessions.statistics().active()).isZero();
    }

    /** Creates sessions and logs in, beyond the limit of two. */
    private static void limit(SessionStore sessions, boolean rejects) {
        Session first = sessions.create(NewSession.of("user-42"));
        sessions.create(NewSession.of("user-42"));
        Session visitor = sessions.create(NewSession.anonymous());
        Session member = sessions.create(NewSession.of("user-43"));
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> sessions.create(NewSession.of("user-42")),
                () -> sessions.login(visitor.id(), "user-42"),
                () -> sessions.login(member.id(), "user-42", RotationToken.generate()))) {
            Throwable failure = catchThrowable(call);
            if (rejects) {
                assertThat(failure).isInstanceOf(SessionLimitException.class);
            } else {
                assertThat(failure).isNull();
            }
        }
        assertThat(sessions.list("user-42")).hasSize(2);
        assertThat(sessions.find(first.id()).isPresent()).isEqualTo(rejects);
        assertThat(sessions.destroyAll("user-42")).isEqualTo(2);
        assertThat(sessions.destroyAllOfUsers(List.of("user-43", "nobody"), progress -> {}))
                .isEqualTo(rejects ? 1 : 0);
        sessions.destroy(visitor.id());
    }

    /** Uses and changes a session, and returns its id. */
    private static String one(SessionStore sessions, RedisBackend redis) {
        String id =
                sessions.create(NewSession.of("user-42").attribute("gold", 5)).id();
        assertThat(sessions.extend(id, ofHours(1))).isTrue();
        SessionUpdate update = SessionUpdate.none().metadata("ip", "y").removeAttribute("gold");
        assertThat(sessions.update(id, update)).isEqualTo(new SessionUpdateResult.Updated(2));
        assertThat(sessions.bindCharacter(id, "c-9")).isEqualTo(new SessionUpdateResult.Updated(3));
        // A touch is due after a minute.
        SessionBackdater.age(redis, ofMinutes(2));
        Session before = sessions.find(id).orElseThrow();
        Awaitility.await()
                .atMost(Backends.TIMEOUT)
                .until(() -> sessions.list("user-42").get(0).lastUsedAt().isAfter(before.lastUsedAt()));
        return id;
    }

    /** Replaces the id of a session in all ways, and returns the last one. */
    private static String rotations(SessionStore sessions, String id) {
        String rotated = sessions.rotate(id).orElseThrow().id();
        assertThat(sessions.find(id)).isPresent();
        assertThat(sessions.rotate(id)).isEmpty();
        String loggedOut = sessions.logout(rotated).orElseThrow().id();
        String current = sessions.login(loggedOut, "user-43").orElseThrow().id();
        current = twice(current, sessions::rotate);
        current = twice(current, sessions::logout);
        current = twice(current, (old, token) -> sessions.login(old, "user-44", token));
        return twice(current, (old, token) -> sessions.login(old, "user-42", token));
    }

    private static String twice(String id, BiFunction<String, RotationToken, SessionRotationResult> change) {
        RotationToken token = RotationToken.generate();
        assertThat(change.apply(id, token)).isInstanceOf(Rotated.class);
        return ((Rotated) change.apply(id, token)).session().id();
    }

    private static void many(SessionStore sessions) {
        List<String> ids = new ArrayList<>();
        for (String user : List.of("user-42", "user-43", "user-44")) {
            ids.add(sessions.create(NewSession.of(user)).id());
            ids.add(sessions.create(NewSession.anonymous().metadata("of", user)).id());
        }
        assertThat(sessions.findAll(ids)).containsOnlyKeys(ids);
        assertThat(sessions.destroyEach(ids.subList(0, 2))).isEqualTo(2);
        assertThat(sessions.destroyIf(info -> info.metadata().containsKey("of"), progress -> {}))
                .isEqualTo(2);
        assertThat(sessions.destroyAllOfUsers(List.of("user-42", "user-43"), progress -> {}))
                .isEqualTo(1);
        assertThat(sessions.destroy(ids.get(4))).isTrue();
    }
}
