package io.redoubt;

import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.TypeRef;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.session.SessionUpdate;
import io.redoubt.api.session.SessionUpdateResult;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** All operations of sessions, on one session of a user who has no other. */
final class SessionRefusals extends RefusedFeature {

    private static final String FOUND = "a session that was found: ";

    private final SessionStore sessions;
    private final String user;
    private final Session session;
    private final SessionInfo info;

    SessionRefusals(SessionStore sessions, String user) {
        this.sessions = sessions;
        this.user = user;
        this.session = sessions.create(NewSession.of(user).metadata("ip", "::1").attribute("level", 7));
        this.info = sessions.list(user).get(0);
        stored();
        found();
    }

    private void stored() {
        String id = session.id();
        add("sessions: create", () -> sessions.create(NewSession.of(user)));
        add("sessions: find", () -> sessions.find(id));
        add("sessions: extend", () -> sessions.extend(id, ofHours(9)));
        add("sessions: update", () -> sessions.update(id, SessionUpdate.none().metadata("ip", "::2")));
        add("sessions: bindCharacter", () -> sessions.bindCharacter(id, "mage"));
        add("sessions: rotate", () -> sessions.rotate(id));
        add("sessions: destroy", () -> sessions.destroy(id));
        add("sessions: destroy(SessionInfo)", () -> sessions.destroy(info));
        add("sessions: destroyAll", () -> sessions.destroyAll(user));
        add("sessions: destroyOthers", () -> sessions.destroyOthers(id));
        add("sessions: list", () -> sessions.list(user));
        add(
                "sessions, reads answered: find",
                Extent.ALL_BUT_READS,
                () -> sessions.find(id)
                        .map(found -> found.handle().equals(info.handle()) ? "the session" : "another session"));
    }

    private void found() {
        addFound("id", Session::id, session.id());
        addFound("handle", Session::handle, info.handle());
        addFound("userId", Session::userId, user);
        addFound("createdAt", Session::createdAt, info.createdAt());
        addFound("lastUsedAt", Session::lastUsedAt, info.lastUsedAt());
        addFound("expiresAt", Session::expiresAt, info.expiresAt());
        addFound("absoluteExpiry", Session::absoluteExpiry, session.absoluteExpiry());
        addFound("version", Session::version, 1L);
        addFound("metadata", Session::metadata, Map.of("ip", "::1"));
        addFound("characterId", Session::characterId, Optional.empty());
        addFound("attribute", of -> of.attribute("level", Integer.class), Optional.of(7));
        addFound("attribute", of -> of.attribute("level", TypeRef.of(Integer.class)), Optional.of(7));
    }

    private void addFound(String method, Function<Session, Object> value, Object expected) {
        add(FOUND + method, () -> Objects.equals(value.apply(session), expected) ? "as before" : "changed");
    }

    @Override
    void assertWorksAgain() {
        String id = session.id();
        Session found = sessions.find(id).orElseThrow();
        assertThat(found.version()).isEqualTo(1);
        assertThat(found.expiresAt()).isBefore(found.createdAt().plus(ofHours(8)));
        assertThat(sessions.list(user)).hasSize(1);
        assertThat(sessions.bindCharacter(id, "mage")).isEqualTo(new SessionUpdateResult.Updated(2));
        assertThat(sessions.extend(id, ofHours(9))).isTrue();
        Session other = sessions.create(NewSession.of(user));
        Session rotated = sessions.rotate(id).orElseThrow();
        assertThat(sessions.destroyOthers(rotated.id())).isEqualTo(1);
        assertThat(sessions.find(other.id())).isEmpty();
        assertThat(sessions.destroy(rotated.id())).isTrue();
        assertThat(sessions.destroyAll(user)).isZero();
    }
}
