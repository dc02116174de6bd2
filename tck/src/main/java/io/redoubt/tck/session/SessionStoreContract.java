package io.redoubt.tck.session;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.CodecException;
import io.redoubt.api.InvalidInputException;
import io.redoubt.api.RawJson;
import io.redoubt.api.TypeRef;
import io.redoubt.api.session.ClientDetails;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.RotationToken;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionOverflowPolicy;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.session.SessionUpdate;
import io.redoubt.api.session.SessionUpdateResult.Gone;
import io.redoubt.tck.InterruptAssertions;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract tests for creating and finding sessions in a {@link SessionStore}, on Redis and in memory. */
public abstract class SessionStoreContract extends SessionContractBase {

    private static final String NEVER_ISSUED = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA00";

    private Session created() {
        return sessions().create(NewSession.of("user-42"));
    }

    @Nested
    @DisplayName("A new session")
    class Creation {

        @Test
        @DisplayName("is found by its id, with all that was put into it")
        void roundTrip() {
            Session created = sessions()
                    .create(NewSession.of("user-42")
                            .metadata("ip", "10.0.0.1")
                            .metadata("agent", "ñ \uD83D\uDE80\n")
                            .attribute("hero", SampleHero.named("Ada"))
                            .attribute("scores", List.of(1, 2, 3)));
            Session found = sessions().find(created.id()).orElseThrow();
            for (Session session : List.of(created, found)) {
                assertThat(session.userId()).contains("user-42");
                assertThat(session.metadata()).isEqualTo(Map.of("ip", "10.0.0.1", "agent", "ñ \uD83D\uDE80\n"));
                assertThat(session.characterId()).isEmpty();
                assertThat(session.attribute("hero", SampleHero.class)).contains(SampleHero.named("Ada"));
                assertThat(session.attribute("scores", new TypeRef<List<Integer>>() {}))
                        .contains(List.of(1, 2, 3));
                assertThat(session.attribute("other", String.class)).isEmpty();
                assertThat(session.version()).isEqualTo(1);
            }
            assertThat(found.id()).isEqualTo(created.id());
            assertThat(found.createdAt()).isEqualTo(created.createdAt());
            assertThat(found.lastUsedAt()).isEqualTo(created.createdAt());
            assertThat(found.expiresAt()).isEqualTo(created.expiresAt());
            assertThat(found.absoluteExpiry()).isEqualTo(created.absoluteExpiry());
        }

        @Test
        @DisplayName("ends after the idle timeout and what a touch may be late, and after its absolute lifetime")
        void times() {
            Session session = created();
            assertThat(session.expiresAt()).isEqualTo(session.createdAt().plus(ofMinutes(31)));
            assertThat(session.absoluteExpiry()).isEqualTo(session.createdAt().plus(ofDays(1)));
        }

        @Test
        @DisplayName("has an id of 32 random characters and two for its bucket, which never comes twice")
        void ids() {
            Set<String> ids = new HashSet<>();
            SessionStore many = opened(SessionTestSettings.defaults().limit(100, SessionOverflowPolicy.REJECT));
            for (int i = 0; i < 100; i++) {
                String id = many.create(NewSession.of("user-42")).id();
                assertThat(id).matches("[A-Za-z0-9_-]{32}[0-9a-f]{2}");
                ids.add(id);
            }
            assertThat(ids).hasSize(100);
            assertThat(ids.stream().map(id -> id.substring(32)).distinct()).hasSize(1);
        }

        @Test
        @DisplayName("does not show its id as text")
        void redacted() {
            Session session = created();
            assertThat(session.toString())
                    .doesNotContain(session.id())
                    .doesNotContain(session.id().substring(0, 8));
        }

        @Test
        @DisplayName("keeps a user id of any characters")
        void userIds() {
            for (String userId : List.of("ñ\uD83D\uDE80", "a:b*c?[d]\\", "x".repeat(1024), "'; DROP TABLE", " ")) {
                Session session = sessions().create(NewSession.of(userId));
                assertThat(sessions().find(session.id()).orElseThrow().userId()).contains(userId);
                assertThat(sessions().list(userId)).hasSize(1);
                assertThat(sessions().destroyAll(userId)).isEqualTo(1);
            }
        }

        @Test
        @DisplayName("tells its client, also in the list, and none where the metadata are others")
        void client() {
            ClientDetails client = ClientDetails.none()
                    .ipAddress("2001:db8::7")
                    .userAgent("Mozilla/5.0 (X11; \uD83D\uDE80)")
                    .device("Ada's phone")
                    .location("Córdoba, ES");
            Session known =
                    sessions().create(NewSession.of("user-42").client(client).metadata("agent", "x"));
            assertThat(known.client()).isEqualTo(client);
            assertThat(sessions().find(known.id()).orElseThrow().client()).isEqualTo(client);
            assertThat(sessions().list("user-42"))
                    .extracting(SessionInfo::client)
                    .containsExactly(client);
            Session foreign = sessions()
                    .create(NewSession.of("user-43").metadata("ip", "localhost").metadata("userAgent", ""));
            assertThat(foreign.client()).isEqualTo(ClientDetails.none());
            assertThat(sessions().find(foreign.id()).orElseThrow().client()).isEqualTo(ClientDetails.none());
            assertThat(sessions().list("user-43"))
                    .extracting(SessionInfo::client)
                    .containsExactly(ClientDetails.none());
        }

        @Test
        @DisplayName("is refused with an attribute that is too long, or cannot be encoded")
        void attributes() {
            String longest = "x".repeat(NewSession.MAX_ATTRIBUTE_BYTES - 2);
            Session session = sessions().create(NewSession.of("user-42").attribute("text", longest));
            assertThat(session.attribute("text", String.class)).contains(longest);
            assertThatThrownBy(() -> sessions().create(NewSession.of("user-42").attribute("text", longest + "y")))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContainingAll("'text'", "65537 bytes", "65536");
            Object[] itself = new Object[1];
            itself[0] = itself;
            assertThatThrownBy(() -> sessions().create(NewSession.of("user-42").attribute("bad", itself)))
                    .isInstanceOf(CodecException.class);
            assertThat(sessions().list("user-42")).hasSize(1);
        }

        @Test
        @DisplayName("has attributes of enums and sealed types as they were, and none that would come back empty")
        void attributeTypes() {
            Session session = sessions()
                    .create(NewSession.of("user-42")
                            .attribute("unit", Unit.MILE)
                            .attribute("shape", new Circle(1)));

            assertThat(session.attribute("unit", Unit.class)).contains(Unit.MILE);
            assertThat(session.attribute("shape", Shape.class)).contains(new Circle(1));
            BitSet bits = BitSet.valueOf(new long[] {5});
            assertThatThrownBy(() -> sessions().create(NewSession.of("user-42").attribute("bits", bits)))
                    .isInstanceOf(CodecException.class);
        }
    }

    /** Enum whose constants have the same text. */
    private enum Unit {
        METRE,
        MILE;

        @Override
        public String toString() {
            return "m";
        }
    }

    sealed interface Shape permits Circle {}

    record Circle(int r) implements Shape {}

    @Nested
    @DisplayName("An id that was not issued")
    class ForeignIds {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "x",
                    NEVER_ISSUED,
                    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA0",
                    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA000",
                    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAzz",
                    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAFF",
                    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+00",
                    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA}00",
                    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\u0000A00",
                    "ñAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA00"
                })
        @DisplayName("is not found, and nothing can be done with it")
        void unknown(String id) {
            assertThat(sessions().find(id)).isEmpty();
            assertThat(sessions().extend(id, ofHours(1))).isFalse();
            assertThat(sessions().update(id, SessionUpdate.none().metadata("ip", "x")))
                    .isEqualTo(new Gone());
            assertThat(sessions().bindCharacter(id, "c-9")).isEqualTo(new Gone());
            assertThat(sessions().rotate(id)).isEmpty();
            assertThat(sessions().login(id, "user-42")).isEmpty();
            assertThat(sessions().logout(id)).isEmpty();
            assertThat(sessions().destroy(id)).isFalse();
            assertThat(sessions().destroyOthers(id)).isZero();
            assertThat(sessions().findAll(List.of(id))).isEmpty();
            assertThat(sessions().destroyEach(List.of(id))).isZero();
            assertThat(sessions().find(id)).isEmpty();
            assertThat(sessions().list("user-42")).isEmpty();
        }

        @Test
        @DisplayName("is not found either if it is an issued one with another bucket")
        void otherBucket() {
            String id = created().id();
            String other = id.substring(0, 32) + (id.endsWith("00") ? "01" : "00");
            assertThat(sessions().find(other)).isEmpty();
            assertThat(sessions().destroy(other)).isFalse();
            assertThat(sessions().find(id)).isPresent();
        }

        @Test
        @DisplayName("is not what a list hands out")
        void handles() {
            Session session = created();
            String handle = sessions().list("user-42").get(0).handle();
            assertThat(sessions().find(handle)).isEmpty();
            assertThat(sessions().destroy(handle)).isFalse();
            assertThat(sessions().rotate(handle)).isEmpty();
            assertThat(sessions().find(session.id())).isPresent();
        }

        @Test
        @DisplayName("marks its session in the list of its user")
        void thisDevice() {
            created();
            Session session = created();
            created();
            Session found = sessions().find(session.id()).orElseThrow();
            assertThat(found.handle()).isEqualTo(session.handle());
            assertThat(sessions().list("user-42"))
                    .extracting(SessionInfo::handle)
                    .containsOnlyOnce(session.handle());
            assertThat(session).asString().doesNotContain(session.id());
        }
    }

    @Nested
    @DisplayName("An attribute")
    class Attributes {

        @Test
        @DisplayName("that does not decode as the type is absent, and the others are there")
        void undecodable() {
            String id = sessions()
                    .create(NewSession.of("user-42")
                            .attribute("text", "not a number")
                            .attribute("gold", 5))
                    .id();
            Session found = sessions().find(id).orElseThrow();
            assertThat(found.attribute("text", SampleHero.class)).isEmpty();
            assertThat(found.attribute("text", String.class)).contains("not a number");
            assertThat(found.attribute("gold", Integer.class)).contains(5);
        }

        @Test
        @DisplayName("is raw JSON as it was written, others can be read as raw JSON, and what is not JSON is refused")
        void rawJson() {
            RawJson json = RawJson.of("{ \"b\": 1E400,\n \"a\" : \"\\u0041\u20AC\" }");
            Session created = sessions()
                    .create(NewSession.of("user-42")
                            .attribute("json", json)
                            .attribute("hero", SampleHero.named("Ada")));
            Session found = sessions().find(created.id()).orElseThrow();
            assertThat(found.attribute("json", RawJson.class)).contains(json);
            RawJson hero = found.attribute("hero", RawJson.class).orElseThrow();
            assertThat(hero.text()).startsWith("{").contains("\"Ada\"");
            sessions()
                    .update(
                            created.id(),
                            SessionUpdate.none().attribute("hero", json).attribute("copy", hero));
            Session updated = sessions().find(created.id()).orElseThrow();
            assertThat(updated.attribute("hero", RawJson.class)).contains(json);
            assertThat(updated.attribute("copy", SampleHero.class)).contains(SampleHero.named("Ada"));
            SessionUpdate broken = SessionUpdate.none().attribute("json", RawJson.of("{'a':1}"));
            assertThatThrownBy(() -> sessions().update(created.id(), broken))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("RFC 8259");
            assertThat(sessions().find(created.id()).orElseThrow().version()).isEqualTo(2);
        }

        @Test
        @DisplayName("has a name of up to 200 printable characters, and the names are listed")
        void names() {
            StringBuilder printable = new StringBuilder();
            for (char c = '!'; c <= '~'; c++) {
                printable.append(c);
            }
            String longest = "m:".repeat(NewSession.MAX_ATTRIBUTE_NAME_LENGTH / 2);
            Session created = sessions()
                    .create(NewSession.of("user-42")
                            .metadata("gold", "no attribute")
                            .attribute(printable.toString(), 1)
                            .attribute(longest, 2)
                            .attribute("u", 3));
            for (Session session :
                    List.of(created, sessions().find(created.id()).orElseThrow())) {
                assertThat(session.attributeNames()).containsExactlyInAnyOrder(printable.toString(), longest, "u");
                assertThat(session.attribute(printable.toString(), Integer.class))
                        .contains(1);
                assertThat(session.attribute(longest, Integer.class)).contains(2);
                assertThat(session.attribute("u", Integer.class)).contains(3);
                assertThat(session.userId()).contains("user-42");
                assertThat(session.metadata()).isEqualTo(Map.of("gold", "no attribute"));
                assertThatThrownBy(() -> session.attributeNames().remove("u"))
                        .isInstanceOf(UnsupportedOperationException.class);
            }
            assertThat(created().attributeNames()).isEmpty();
        }
    }

    @Test
    @DisplayName("A thread that is interrupted already is refused by every call, without effect")
    void interruptedBefore() {
        String id = created().id();
        SessionInfo info = sessions().list("user-42").get(0);
        Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
        calls.put("create", () -> sessions().create(NewSession.of("user-42")));
        calls.put("find", () -> sessions().find(id));
        calls.put("extend", () -> sessions().extend(id, Duration.ofHours(1)));
        calls.put("update", () -> sessions().bindCharacter(id, "c-9"));
        calls.put("rotate", () -> sessions().rotate(id));
        calls.put("rotate by a token", () -> sessions().rotate(id, RotationToken.generate()));
        calls.put("login", () -> sessions().login(id, "user-43"));
        calls.put("logout", () -> sessions().logout(id));
        calls.put("findAll", () -> sessions().findAll(List.of(id)));
        calls.put("destroyEach", () -> sessions().destroyEach(List.of(id)));
        calls.put("destroyAllOfUsers", () -> sessions().destroyAllOfUsers(List.of("user-42"), progress -> {}));
        calls.put("destroyIf", () -> sessions().destroyIf(each -> true, progress -> {}));
        calls.put("statistics", () -> sessions().statistics());
        calls.put("destroy", () -> sessions().destroy(id));
        calls.put("destroy by info", () -> sessions().destroy(info));
        calls.put("destroyAll", () -> sessions().destroyAll("user-42"));
        calls.put("destroyOthers", () -> sessions().destroyOthers(id));
        calls.put("list", () -> sessions().list("user-42"));

        InterruptAssertions.assertRefused(calls);

        assertThat(sessions().list("user-42")).extracting(SessionInfo::handle).containsExactly(info.handle());
        assertThat(sessions().find(id).orElseThrow().metadata()).doesNotContainKey(Session.CHARACTER_ID);
    }
}
