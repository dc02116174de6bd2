package io.redoubt.session;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionOverflowPolicy;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.session.SessionUpdate;
import io.redoubt.api.session.SessionUpdateResult;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.backend.OutOfMemoryServer;
import io.redoubt.tck.session.SessionAudit;
import io.redoubt.tck.session.SessionStoreUnderTest;
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
        try (OutOfMemoryServer server = OutOfMemoryServer.start(provider);
                SessionStoreUnderTest sessions = Backends.open(server.driver(), "", rules)) {
            test.accept(server, sessions.store());
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
    @DisplayName("A session is extended, rotated, logged out and in, listed, and loses fields")
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
            Session loggedOut = sessions.logout(rotated.id()).orElseThrow();
            assertThat(sessions.list("user-42")).isEmpty();
            Session loggedIn = sessions.login(loggedOut.id(), "user-43").orElseThrow();
            assertThat(loggedIn.attribute("gold", Integer.class)).contains(5);
            assertThat(sessions.list("user-43")).hasSize(1);
            audit(server).check();
        });
    }

    private static SessionAudit audit(OutOfMemoryServer server) {
        return SessionAudit.of(server.raw(), server.keys(), 5);
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("The sessions of a user of which one is not there any more are listed, and destroyed")
    void pruned(RedisDriverProvider provider) {
        with(provider, SessionTestSettings.defaults(), (server, sessions) -> {
            for (String user : List.of("user-42", "user-43", "user-44")) {
                Session ended = sessions.create(NewSession.of(user));
                String kept = sessions.create(NewSession.of(user)).id();
                server.raw().call("DEL", server.key(ended.handle().substring(0, 32)));
                server.fill();
                switch (user) {
                    case "user-42" -> assertThat(sessions.list(user)).hasSize(1);
                    case "user-43" -> assertThat(sessions.destroyOthers(kept)).isZero();
                    default -> assertThat(sessions.destroyAll(user)).isEqualTo(1);
                }
                assertThat(audit(server).complaints()).noneMatch(complaint -> complaint.contains("}:users, and not"));
                assertThat(sessions.statistics().active()).isPositive();
                server.free();
            }
        });
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("Many sessions are found and destroyed, by their ids, by their users and by a condition")
    void bulk(RedisDriverProvider provider) {
        with(provider, SessionTestSettings.defaults(), (server, sessions) -> {
            List<String> ids = Stream.of("a", "b", "c", "d", "e")
                    .map(user -> sessions.create(NewSession.of(user)).id())
                    .toList();
            sessions.create(NewSession.anonymous());
            server.fill();
            assertThat(sessions.findAll(ids)).hasSize(5);
            assertThat(sessions.destroyEach(ids.subList(0, 2))).isEqualTo(2);
            assertThat(sessions.destroyAllOfUsers(List.of("c", "d"), progress -> {}))
                    .isEqualTo(2);
            assertThat(sessions.destroyIf(info -> true, progress -> {})).isEqualTo(2);
            assertThat(audit(server).check().current()).isEmpty();
        });
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("Sessions are destroyed: one, by its information, all others, and all")
    void destroyed(RedisDriverProvider provider) {
        with(provider, SessionTestSettings.defaults(), (server, sessions) -> {
            List<Session> created = Stream.generate(() -> sessions.create(NewSession.of("user-42")))
                    .limit(5)
                    .toList();
            Session kept = created.get(4);
            server.fill();
            assertThat(sessions.destroy(created.get(0).id())).isTrue();
            // The order of sessions that were created within the same millisecond is not promised.
            SessionInfo listed = sessions.list("user-42").stream()
                    .filter(info -> !info.handle().equals(kept.handle()))
                    .findFirst()
                    .orElseThrow();
            assertThat(sessions.destroy(listed)).isTrue();
            assertThat(sessions.destroyOthers(kept.id())).isEqualTo(2);
            assertThat(sessions.destroyAll("user-42")).isEqualTo(1);
            assertThat(audit(server).check().current()).isEmpty();
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
                    () -> sessions.create(NewSession.anonymous()),
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
            assertThat(audit(server).check().current()).hasSize(3);
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
            assertThat(audit(server).check().sessions()).isEqualTo(1);
        });
    }
}
