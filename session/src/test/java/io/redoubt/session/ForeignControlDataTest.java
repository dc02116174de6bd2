package io.redoubt.session;

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
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Test of sessions whose keys another program has written to. */
@DisplayName("Sessions whose keys hold numbers of another program")
final class ForeignControlDataTest {

    static Stream<RedisBackendFactory> backends() {
        return Stream.of(Backends.LETTUCE, Backends.JEDIS);
    }

    private static void with(RedisBackendFactory factory, BiConsumer<RedisBackend, SessionStore> test) {
        try (RedisBackend backend = factory.backend()) {
            SessionStoreUnderTest sessions = Backends.open(backend, SessionTestSettings.defaults());
            try {
                test.accept(backend, sessions.store());
            } finally {
                sessions.closing().run();
            }
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
                    backend.raw("HSET", key(backend, ":s:"), field, text);
                    String what = field + " " + text;
                    assertThat(sessions.find(id)).as(what).isEmpty();
                    assertThat(sessions.extend(id, ofMinutes(1))).as(what).isFalse();
                    assertThat(sessions.update(id, SessionUpdate.none().metadata("a", "b")))
                            .as(what)
                            .isEqualTo(new SessionUpdateResult.Gone());
                    assertThat(sessions.rotate(id)).as(what).isEmpty();
                    assertThat(sessions.destroyOthers(id)).as(what).isZero();
                    assertThat(sessions.list("user-42")).as(what).isEmpty();
                    assertThat(sessions.destroy(id)).as(what).isFalse();
                    backend.raw("DEL", key(backend, ":s:"));
                }
            }
        });
    }

    @ParameterizedTest
    @MethodSource("backends")
    @DisplayName("Scores in an index that are no times break neither a login nor a rotation, and no index is permanent")
    void scores(RedisBackendFactory factory) {
        with(factory, (backend, sessions) -> {
            for (String score : List.of("inf", "1e300", "9e15", "1796000000000.5", "-inf")) {
                Session session = sessions.create(NewSession.of("user-42"));
                String index = key(backend, ":u:");
                String hash = key(backend, ":s:").replaceAll(".*:s:", "");
                backend.raw("ZADD", index, score, hash);
                Session other = sessions.create(NewSession.of("user-42"));
                assertThat(sessions.list("user-42")).as(score).hasSize(2);
                backend.raw("ZADD", index, score, "of another program");
                Session rotated = sessions.rotate(session.id()).orElseThrow();
                assertThat(sessions.find(rotated.id())).as(score).isPresent();
                assertThat(sessions.find(other.id())).as(score).isPresent();
                assertThat(Long.parseLong(backend.raw("PTTL", index)))
                        .as(score)
                        .isBetween(ofMinutes(60).toMillis(), ofMinutes(24 * 60).toMillis());
                assertThat(sessions.destroyAll("user-42")).as(score).isEqualTo(2);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("backends")
    @DisplayName("A member of an index that is of another type is no session, and breaks no other")
    void type(RedisBackendFactory factory) {
        with(factory, (backend, sessions) -> {
            String id = sessions.create(NewSession.of("user-42")).id();
            String start = key(backend, ":s:").replaceAll(":s:.*", ":s:");
            backend.raw("SET", start + "text", "x", "EX", "60");
            backend.raw("ZADD", key(backend, ":u:"), "1900000000000", "text");
            assertThat(sessions.list("user-42")).hasSize(1);
            backend.raw("ZADD", key(backend, ":u:"), "1900000000000", "text");
            sessions.create(NewSession.of("user-42"));
            assertThat(sessions.destroyOthers(id)).isEqualTo(1);
        });
    }

    @ParameterizedTest
    @MethodSource("backends")
    @DisplayName("An index of another type refuses a rotation, and the session keeps its id")
    void index(RedisBackendFactory factory) {
        with(factory, (backend, sessions) -> {
            String id = sessions.create(NewSession.of("user-42")).id();
            backend.raw("SET", key(backend, ":u:"), "x", "EX", "60");
            assertThatThrownBy(() -> sessions.rotate(id))
                    .isInstanceOfSatisfying(
                            StoreRejectedException.class,
                            e -> assertThat(e.code()).isEqualTo("WRONGTYPE"));
            assertThat(sessions.find(id)).isPresent();
        });
    }
}
