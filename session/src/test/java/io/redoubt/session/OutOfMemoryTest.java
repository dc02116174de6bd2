package io.redoubt.session;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionOverflowPolicy;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.session.SessionUpdate;
import io.redoubt.api.session.SessionUpdateResult;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.backend.OutOfMemoryServer;
import io.redoubt.tck.session.SessionTestSettings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Test of every operation on sessions while the server has no memory: all that needs none works. */
@DisplayName("Sessions on a server without memory")
final class OutOfMemoryTest {

    static Stream<Arguments> drivers() {
        return Stream.of(
                Arguments.argumentSet("lettuce", new LettuceDriverProvider()),
                Arguments.argumentSet("jedis", new JedisDriverProvider()));
    }

    private static void with(
            RedisDriverProvider provider, SessionTestSettings rules, BiConsumer<OutOfMemoryServer, SessionStore> test) {
        try (OutOfMemoryServer server = OutOfMemoryServer.start(provider)) {
            SessionStoreFactory sessions = Backends.redis(server.driver(), "", rules, Backends.TIMEOUT);
            try {
                test.accept(server, sessions.store());
            } finally {
                sessions.close();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("A session in use stays alive, longer than its idle timeout")
    void inUse(RedisDriverProvider provider) {
        with(provider, SessionTestSettings.defaults().times(ofSeconds(20), ofHours(1)), (server, sessions) -> {
            String id = sessions.create(NewSession.of("user-42")).id();
            String key = server.key(":s:");
            server.fill();
            String created = server.raw().text("HGET", key, "l");
            // A touch is due after a tenth of the idle timeout.
            Awaitility.await().atMost(ofSeconds(60)).until(() -> {
                assertThat(sessions.find(id)).isPresent();
                return !server.raw().text("HGET", key, "l").equals(created);
            });
            Session touched = sessions.find(id).orElseThrow();
            assertThat(touched.lastUsedAt()).isAfter(Instant.ofEpochMilli(Long.parseLong(created)));
            assertThat(server.raw().text("HGET", key, "i")).isEqualTo("20000");
        });
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("A session is extended, rotated, listed, and loses fields")
    void changed(RedisDriverProvider provider) {
        with(provider, SessionTestSettings.defaults(), (server, sessions) -> {
            Session session = sessions.create(
                    NewSession.of("user-42").metadata("ip", "10.0.0.1").attribute("gold", 5));
            server.fill();
            assertThat(sessions.extend(session.id(), ofMinutes(5))).isTrue();
            assertThat(sessions.find(session.id()).orElseThrow().expiresAt()).isBefore(session.expiresAt());
            assertThat(sessions.update(session.id(), SessionUpdate.none().removeMetadata("ip")))
                    .isEqualTo(new SessionUpdateResult.Updated(2));
            Session rotated = sessions.rotate(session.id()).orElseThrow();
            assertThat(rotated.attribute("gold", Integer.class)).contains(5);
            assertThat(rotated.metadata()).isEmpty();
            assertThat(sessions.find(session.id())).isEmpty();
            assertThat(sessions.list("user-42")).hasSize(1);
        });
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("Sessions are destroyed: one, by its information, all others, and all")
    void destroyed(RedisDriverProvider provider) {
        with(provider, SessionTestSettings.defaults(), (server, sessions) -> {
            List<String> ids = Stream.generate(
                            () -> sessions.create(NewSession.of("user-42")).id())
                    .limit(5)
                    .toList();
            server.fill();
            assertThat(sessions.destroy(ids.get(0))).isTrue();
            assertThat(sessions.destroy(sessions.list("user-42").get(0))).isTrue();
            assertThat(sessions.destroyOthers(ids.get(4))).isEqualTo(2);
            assertThat(sessions.destroyAll("user-42")).isEqualTo(1);
            assertThat(server.keys()).isEmpty();
        });
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("A new session, and new fields, are refused, and nothing is changed")
    void refused(RedisDriverProvider provider) {
        with(provider, SessionTestSettings.defaults(), (server, sessions) -> {
            String id = sessions.create(NewSession.of("user-42").metadata("ip", "10.0.0.1"))
                    .id();
            server.fill();
            List<ThrowingCallable> writes = List.of(
                    () -> sessions.create(NewSession.of("user-42")),
                    () -> sessions.create(NewSession.of("user-43")),
                    () -> sessions.update(id, SessionUpdate.none().metadata("a", "b")),
                    () -> sessions.update(
                            id, SessionUpdate.none().attribute("a", "b").removeMetadata("ip")));
            for (ThrowingCallable write : writes) {
                assertThatThrownBy(write)
                        .isInstanceOfSatisfying(
                                StoreRejectedException.class,
                                e -> assertThat(e.code()).isEqualTo("OOM"));
            }
            Session kept = sessions.find(id).orElseThrow();
            assertThat(kept.version()).isEqualTo(1);
            assertThat(kept.metadata()).containsOnlyKeys("ip");
            assertThat(sessions.list("user-42")).hasSize(1);
            assertThat(server.keys()).hasSize(2);
        });
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("A session that evicts another is created, since it takes the memory of that one")
    void evicts(RedisDriverProvider provider) {
        SessionTestSettings rules = SessionTestSettings.defaults().limit(1, SessionOverflowPolicy.EVICT_OLDEST);
        with(provider, rules, (server, sessions) -> {
            String old = sessions.create(NewSession.of("user-42")).id();
            server.fill();
            Optional<Session> created =
                    sessions.find(sessions.create(NewSession.of("user-42")).id());
            assertThat(created).isPresent();
            assertThat(sessions.find(old)).isEmpty();
            assertThat(server.raw().number("PTTL", server.key(":s:"))).isPositive();
            assertThat(server.raw().number("PTTL", server.key(":u:"))).isPositive();
        });
    }
}
