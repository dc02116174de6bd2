package io.redoubt.tck.session;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.session.ClientDetails;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionUpdate;
import io.redoubt.api.session.SessionUpdateResult.Conflict;
import io.redoubt.api.session.SessionUpdateResult.Gone;
import io.redoubt.api.session.SessionUpdateResult.Updated;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Contract tests for changing sessions: updates of their data, a new session id, and a new idle timeout. */
public abstract class SessionUpdateContract extends SessionContractBase {

    private static final String NEVER_ISSUED = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA00";

    private Session created() {
        return sessions().create(NewSession.of("user-42"));
    }

    @Nested
    @DisplayName("An update")
    class Updates {

        @Test
        @DisplayName("changes what it names and nothing else, and counts the version up")
        void deltas() {
            Session session = sessions()
                    .create(NewSession.of("user-42")
                            .metadata("ip", "10.0.0.1")
                            .metadata("agent", "x")
                            .attribute("gold", 1)
                            .attribute("zone", "forest"));
            assertThat(sessions()
                            .update(
                                    session.id(),
                                    SessionUpdate.none()
                                            .metadata("ip", "10.0.0.2")
                                            .removeMetadata("agent")
                                            .attribute("gold", 2)
                                            .attribute("guild", 7)
                                            .removeAttribute("zone")
                                            .removeAttribute("never")))
                    .isEqualTo(new Updated(2));
            Session found = sessions().find(session.id()).orElseThrow();
            assertThat(found.metadata()).isEqualTo(Map.of("ip", "10.0.0.2"));
            assertThat(found.attribute("gold", Integer.class)).contains(2);
            assertThat(found.attribute("guild", Integer.class)).contains(7);
            assertThat(found.attribute("zone", String.class)).isEmpty();
            assertThat(found.version()).isEqualTo(2);
            assertThat(found.createdAt()).isEqualTo(session.createdAt());
            assertThat(found.expiresAt()).isEqualTo(session.expiresAt());
            assertThat(session.attribute("gold", Integer.class)).contains(1);
        }

        @Test
        @DisplayName("with an expected version is made on that version only, and says which one there is")
        void versions() {
            String id = created().id();
            SessionUpdate update = SessionUpdate.none().metadata("k", "v").ifVersion(1);
            assertThat(sessions().update(id, update)).isEqualTo(new Updated(2));
            assertThat(sessions().update(id, update)).isEqualTo(new Conflict(2));
            assertThat(sessions().update(id, update.ifVersion(-1))).isEqualTo(new Conflict(2));
            assertThat(sessions().update(id, update.ifVersion(Long.MAX_VALUE))).isEqualTo(new Conflict(2));
            assertThat(sessions().update(id, update.ifVersion(2))).isEqualTo(new Updated(3));
        }

        @Test
        @DisplayName("that names nothing changes nothing, and still tells the version")
        void nothing() {
            String id = created().id();
            assertThat(sessions().update(id, SessionUpdate.none())).isEqualTo(new Updated(1));
            assertThat(sessions().update(id, SessionUpdate.none().ifVersion(2))).isEqualTo(new Conflict(1));
        }

        @Test
        @DisplayName("binds a character, and unbinds it")
        void character() {
            String id = created().id();
            assertThat(sessions().bindCharacter(id, "c-9")).isEqualTo(new Updated(2));
            assertThat(sessions().find(id).orElseThrow().characterId()).contains("c-9");
            assertThat(sessions().list("user-42").get(0).metadata()).containsEntry(Session.CHARACTER_ID, "c-9");
            sessions().update(id, SessionUpdate.none().removeMetadata(Session.CHARACTER_ID));
            assertThat(sessions().find(id).orElseThrow().characterId()).isEmpty();
        }

        @Test
        @DisplayName("changes the details of the client that it has, and leaves the others")
        void client() {
            ClientDetails before = ClientDetails.none().ipAddress("192.0.2.7").device("phone");
            String id =
                    sessions().create(NewSession.of("user-42").client(before)).id();
            ClientDetails moved = ClientDetails.none().ipAddress("2001:db8::7").location("Madrid, ES");
            assertThat(sessions().update(id, SessionUpdate.none().client(moved)))
                    .isEqualTo(new Updated(2));
            assertThat(sessions().find(id).orElseThrow().client()).isEqualTo(moved.device("phone"));
            sessions().update(id, SessionUpdate.none().removeMetadata(ClientDetails.DEVICE));
            assertThat(sessions().find(id).orElseThrow().client()).isEqualTo(moved);
        }

        @Test
        @DisplayName("sets and removes attributes of names of up to 200 printable characters, as they are listed")
        void attributeNames() {
            String longest = "a.B$c:[0]{}*?\\".repeat(20).substring(0, 200);
            Session session = sessions()
                    .create(NewSession.of("user-42").attribute("hero", 1).attribute("v", 2));
            sessions()
                    .update(
                            session.id(),
                            SessionUpdate.none().attribute(longest, 3).removeAttribute("hero"));
            Session found = sessions().find(session.id()).orElseThrow();
            assertThat(found.attributeNames()).containsExactlyInAnyOrder("v", longest);
            assertThat(found.attribute(longest, Integer.class)).contains(3);
            assertThat(session.attributeNames()).containsExactlyInAnyOrder("hero", "v");
            sessions()
                    .update(
                            session.id(),
                            SessionUpdate.none().removeAttribute(longest).removeAttribute("v"));
            assertThat(sessions().find(session.id()).orElseThrow().attributeNames())
                    .isEmpty();
        }

        @Test
        @DisplayName("that would lead to too many fields of a kind is refused, and changes nothing")
        void tooMany() {
            NewSession full = NewSession.of("user-42");
            for (int i = 0; i < NewSession.MAX_FIELDS; i++) {
                full = full.attribute("a" + i, i).metadata("m" + i, "x");
            }
            String id = sessions().create(full).id();
            SessionUpdate replace = SessionUpdate.none().attribute("a0", "new").metadata("m0", "new");
            assertThat(sessions().update(id, replace)).isEqualTo(new Updated(2));
            assertThatThrownBy(() -> sessions()
                            .update(
                                    id,
                                    SessionUpdate.none().attribute("a0", "x").attribute("more", 1)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContainingAll("64", "attributes");
            assertThatThrownBy(() -> sessions().update(id, SessionUpdate.none().metadata("more", "x")))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContainingAll("64", "metadata");
            Session found = sessions().find(id).orElseThrow();
            assertThat(found.version()).isEqualTo(2);
            assertThat(found.attribute("a0", String.class)).contains("new");
            SessionUpdate swap = SessionUpdate.none()
                    .attribute("more", 1)
                    .removeAttribute("a1")
                    .metadata("more", "x")
                    .removeMetadata("m1");
            assertThat(sessions().update(id, swap)).isEqualTo(new Updated(3));
        }

        @Test
        @DisplayName("of an attribute that is too long is refused, whatever the session")
        void tooLong() {
            SessionUpdate update = SessionUpdate.none().attribute("text", "x".repeat(NewSession.MAX_ATTRIBUTE_BYTES));
            String id = created().id();
            for (String each : List.of(id, NEVER_ISSUED)) {
                assertThatThrownBy(() -> sessions().update(each, update))
                        .isInstanceOf(InvalidInputException.class)
                        .hasMessageContaining("'text'");
            }
            assertThat(sessions().find(id).orElseThrow().version()).isEqualTo(1);
        }

        @Test
        @DisplayName("is gone after the session was destroyed")
        void gone() {
            String id = created().id();
            sessions().destroy(id);
            assertThat(sessions().update(id, SessionUpdate.none().metadata("k", "v")))
                    .isEqualTo(new Gone());
            assertThat(sessions()
                            .update(id, SessionUpdate.none().metadata("k", "v").ifVersion(1)))
                    .isEqualTo(new Gone());
            assertThat(sessions().find(id)).isEmpty();
        }
    }

    @Nested
    @DisplayName("Rotation")
    class Rotation {

        @Test
        @DisplayName("gives a new id and keeps all else; the old id is dead")
        void rotates() {
            Session before = sessions()
                    .create(NewSession.of("user-42").metadata("ip", "x").attribute("gold", 5));
            sessions().bindCharacter(before.id(), "c-9");
            on().elapse(ofMillis(5));
            Session after = sessions().rotate(before.id()).orElseThrow();
            assertThat(after.id())
                    .isNotEqualTo(before.id())
                    .endsWith(before.id().substring(32));
            assertThat(sessions().find(before.id())).isEmpty();
            assertThat(sessions().rotate(before.id())).isEmpty();
            assertThat(sessions().destroy(before.id())).isFalse();
            for (Session session : List.of(after, sessions().find(after.id()).orElseThrow())) {
                assertThat(session.userId()).contains("user-42");
                assertThat(session.version()).isEqualTo(2);
                assertThat(session.createdAt()).isEqualTo(before.createdAt());
                assertThat(session.lastUsedAt()).isEqualTo(before.lastUsedAt());
                assertThat(session.expiresAt()).isEqualTo(before.expiresAt());
                assertThat(session.absoluteExpiry()).isEqualTo(before.absoluteExpiry());
                assertThat(session.characterId()).contains("c-9");
                assertThat(session.attribute("gold", Integer.class)).contains(5);
            }
        }

        @Test
        @DisplayName("keeps the session among those of its user, once")
        void index() {
            String id = created().id();
            String handle = sessions().list("user-42").get(0).handle();
            Session after = sessions().rotate(id).orElseThrow();
            String rotated = after.id();
            List<SessionInfo> listed = sessions().list("user-42");
            assertThat(listed).extracting(SessionInfo::handle).containsExactly(after.handle());
            assertThat(listed.get(0).handle()).isNotEqualTo(handle);
            assertThat(sessions().destroyAll("user-42")).isEqualTo(1);
            assertThat(sessions().find(rotated)).isEmpty();
        }
    }

    @Nested
    @DisplayName("Extending")
    class Extension {

        @Test
        @DisplayName("gives another idle timeout, within the absolute lifetime")
        void extend() {
            Session session = created();
            assertThat(sessions().extend(session.id(), ofHours(2))).isTrue();
            Session found = sessions().find(session.id()).orElseThrow();
            assertThat(found.expiresAt())
                    .isEqualTo(found.lastUsedAt().plus(ofHours(2)).plus(ofMinutes(1)));
            assertThat(found.version()).isEqualTo(1);
            assertThat(sessions().extend(session.id(), ofDays(30))).isTrue();
            assertThat(sessions().find(session.id()).orElseThrow().expiresAt()).isEqualTo(session.absoluteExpiry());
            assertThat(sessions().list("user-42").get(0).expiresAt()).isEqualTo(session.absoluteExpiry());
        }

        @Test
        @DisplayName("to what is not allowed is refused, whatever the session")
        void refused() {
            String id = created().id();
            for (String each : List.of(id, NEVER_ISSUED)) {
                assertThatThrownBy(() -> sessions().extend(each, ofMillis(999)))
                        .isInstanceOf(InvalidInputException.class)
                        .hasMessageContainingAll("PT1S", "PT0.999S");
                assertThatThrownBy(() -> sessions().extend(each, ofDays(31))).isInstanceOf(InvalidInputException.class);
            }
        }
    }
}
