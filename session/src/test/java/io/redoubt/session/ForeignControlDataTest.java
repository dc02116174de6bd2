package io.redoubt.session;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.session.SessionUpdate;
import io.redoubt.api.session.SessionUpdateResult;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.tck.session.SessionStoreUnderTest;
import io.redoubt.tck.session.SessionTestSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Test of sessions whose keys another program has written to. */
@DisplayName("Sessions whose keys hold data of another program")
final class ForeignControlDataTest {

    static Stream<RedisBackendFactory> backends() {
        return Stream.of(Backends.LETTUCE, Backends.JEDIS);
    }

    private static void with(RedisBackendFactory factory, BiConsumer<RedisBackend, SessionStore> test) {
        try (RedisBackend backend = factory.backend();
                SessionStoreUnderTest sessions = Backends.open(backend, SessionTestSettings.defaults())) {
            test.accept(backend, sessions.store());
        }
    }

    private static String key(RedisBackend backend, String part) {
        return backend.keys().stream()
                .filter(key -> key.contains(part))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("backends")
    @DisplayName("A session with a number that no script writes is none: not found, changed, or counted")
    void numbers(RedisBackendFactory factory) {
        with(factory, (backend, sessions) -> {
            for (String field : List.of("c", "l", "i", "x", "v")) {
                for (String text : List.of(
                        "", "-1", "1e300", "inf", "nan", "0x7f", "1.5", "9223372036854775807", "9007199254740993")) {
                    String id = sessions.create(NewSession.of("user-42")).id();
                    backend.raw("HSET", key(backend, "}:s:"), field, text);
                    String what = field + " " + text;
                    assertThat(sessions.find(id)).as(what).isEmpty();
                    assertThat(sessions.extend(id, ofMinutes(1))).as(what).isFalse();
                    assertThat(sessions.update(id, SessionUpdate.none().metadata("a", "b")))
                            .as(what)
                            .isEqualTo(new SessionUpdateResult.Gone());
                    assertThat(sessions.rotate(id)).as(what).isEmpty();
                    assertThat(sessions.login(id, "user-43")).as(what).isEmpty();
                    assertThat(sessions.logout(id)).as(what).isEmpty();
                    assertThat(sessions.destroyOthers(id)).as(what).isZero();
                    assertThat(sessions.list("user-42")).as(what).isEmpty();
                    assertThat(sessions.destroy(id)).as(what).isFalse();
                    backend.raw("DEL", key(backend, "}:s:"));
                }
            }
        });
    }

    @ParameterizedTest
    @MethodSource("backends")
    @DisplayName("Scores and members of the expiry index that no script writes break nothing, and the index ends")
    void scores(RedisBackendFactory factory) {
        with(factory, (backend, sessions) -> {
            for (String score : List.of("inf", "1e300", "9e15", "1796000000000.5", "-inf", "0")) {
                Session session = sessions.create(NewSession.of("user-42"));
                String index = key(backend, "}:expiry");
                backend.raw(
                        "ZADD",
                        index,
                        score,
                        session.handle().substring(0, 32) + ":"
                                + session.createdAt().toEpochMilli() + ":user-42");
                for (String foreign : List.of(
                        "of another program",
                        "",
                        ":",
                        "0123456789abcdef0123456789abcdef",
                        "0123456789abcdef0123456789abcdef:",
                        "0123456789abcdef0123456789abcdef:x:user",
                        "0123456789abcdef0123456789abcdef:1:user-42")) {
                    backend.raw("ZADD", index, score, foreign);
                }
                Session rotated = sessions.rotate(session.id()).orElseThrow();
                Session other = sessions.create(NewSession.of("user-42"));
                assertThat(sessions.extend(other.id(), ofMinutes(5))).isTrue();
                assertThat(sessions.list("user-42")).as(score).hasSize(2);
                List<String> seen = new ArrayList<>();
                assertThat(sessions.destroyIf(info -> !seen.add(info.handle()), progress -> {}))
                        .isZero();
                assertThat(seen).as(score).containsExactlyInAnyOrder(rotated.handle(), other.handle());
                assertThat(Long.parseLong(backend.raw("PTTL", index)))
                        .as(score)
                        .isBetween(ofDays(1).toMillis(), ofHours(30).toMillis());
                assertThat(sessions.destroyAll("user-42")).as(score).isEqualTo(2);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("backends")
    @DisplayName("Ids among those of a user that no script writes are skipped, and the others are not lost")
    void users(RedisBackendFactory factory) {
        with(factory, (backend, sessions) -> {
            Session session = sessions.create(NewSession.of("user-42"));
            String users = key(backend, "}:users");
            String owner = backend.raw("HGET", key(backend, "}:s:"), "h");
            String hash = session.handle().substring(0, 32);
            for (String foreign : List.of("x", "z".repeat(32), "*".repeat(32), "A".repeat(32), "0".repeat(32))) {
                for (String ids : List.of(hash + foreign, foreign.length() == 32 ? foreign + hash : hash + foreign)) {
                    backend.raw("HSET", users, owner, ids);
                    String other = sessions.create(NewSession.of("user-42")).id();
                    assertThat(sessions.list("user-42")).as(ids).hasSize(2);
                    backend.raw("HSET", users, owner, backend.raw("HGET", users, owner) + foreign);
                    assertThat(sessions.destroyOthers(session.id())).as(ids).isEqualTo(1);
                    assertThat(sessions.find(other)).as(ids).isEmpty();
                    backend.raw("HSET", users, "of another program", foreign);
                }
            }
            assertThat(sessions.destroyAll("user-42")).isEqualTo(1);
        });
    }

    @ParameterizedTest
    @MethodSource("backends")
    @DisplayName("A key of another type among the sessions of a user is no session, and breaks no other")
    void type(RedisBackendFactory factory) {
        with(factory, (backend, sessions) -> {
            Session session = sessions.create(NewSession.of("user-42"));
            String key = key(backend, "}:s:");
            String users = key(backend, "}:users");
            String owner = backend.raw("HGET", key, "h");
            String hash = session.handle().substring(0, 32);
            String text = "f".repeat(32);
            backend.raw("SET", key.replace(hash, text), "x", "EX", "60");
            backend.raw("HSET", users, owner, text + hash);
            assertThat(sessions.list("user-42")).hasSize(1);
            backend.raw("HSET", users, owner, text + hash);
            sessions.create(NewSession.of("user-42"));
            assertThat(sessions.destroyOthers(session.id())).isEqualTo(1);
            backend.raw("ZADD", key(backend, "}:expiry"), "1", text + ":1:user-42");
            assertThat(sessions.destroyIf(info -> true, progress -> {})).isEqualTo(1);
        });
    }

    @ParameterizedTest
    @MethodSource("backends")
    @DisplayName("An index of another type refuses every change that it needs, and the session stays as it is")
    void index(RedisBackendFactory factory) {
        for (String index : List.of("users", "expiry")) {
            with(factory, (backend, sessions) -> {
                Session session = sessions.create(NewSession.of("user-42").metadata("ip", "x"));
                backend.raw("SET", key(backend, "}:" + index), "x", "EX", "60");
                String id = session.id();
                List<ThrowingCallable> calls = new ArrayList<>(List.of(
                        () -> sessions.rotate(id),
                        () -> sessions.login(id, "user-42"),
                        () -> sessions.logout(id),
                        () -> sessions.destroy(id),
                        () -> sessions.create(NewSession.of("user-42"))));
                if (index.equals("expiry")) {
                    calls.add(() -> sessions.extend(id, ofMinutes(5)));
                } else {
                    calls.add(() -> sessions.list("user-42"));
                    calls.add(() -> sessions.destroyAll("user-42"));
                    calls.add(() -> sessions.destroyOthers(id));
                }
                for (ThrowingCallable call : calls) {
                    assertThatThrownBy(call)
                            .isInstanceOfSatisfying(
                                    StoreRejectedException.class,
                                    e -> assertThat(e.code()).isEqualTo("WRONGTYPE"));
                }
                Session found = sessions.find(id).orElseThrow();
                assertThat(found.userId()).contains("user-42");
                assertThat(found.metadata()).isEqualTo(session.metadata());
                assertThat(found.expiresAt()).isEqualTo(session.expiresAt());
            });
        }
    }
}
