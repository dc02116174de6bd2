package io.redoubt;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.TypeRef;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.RotationToken;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionListener;
import io.redoubt.api.session.SessionRotationResult;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.session.SessionSubscription;
import io.redoubt.api.session.SessionUpdate;
import io.redoubt.api.session.SessionUpdateResult;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.awaitility.Awaitility;

/** All operations of sessions, on one session of a user who has no other. */
final class SessionRefusals extends RefusedFeature {

    private static final String FOUND = "a session that was found: ";

    private final SessionStore sessions;
    private final String user;
    private final Session session;
    private final SessionInfo info;
    private final RotationToken rotation = RotationToken.generate();
    private final RotationToken login = RotationToken.generate();
    private final RotationToken logout = RotationToken.generate();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<SessionSubscription> during = new CopyOnWriteArrayList<>();

    SessionRefusals(SessionStore sessions, String user) {
        this.sessions = sessions;
        this.user = user;
        this.session = sessions.create(NewSession.of(user).metadata("ip", "::1").attribute("level", 7));
        this.info = sessions.list(user).get(0);
        stored();
        replaced();
        ended();
        found();
    }

    private void stored() {
        String id = session.id();
        add("sessions: create", () -> sessions.create(NewSession.of(user)));
        add("sessions: find", () -> sessions.find(id));
        add("sessions: extend", () -> sessions.extend(id, ofHours(9)));
        add("sessions: update", () -> sessions.update(id, SessionUpdate.none().metadata("ip", "::2")));
        add("sessions: bindCharacter", () -> sessions.bindCharacter(id, "mage"));
        add("sessions: findAll", () -> sessions.findAll(List.of(id)));
        add("sessions: list", () -> sessions.list(user));
        add("sessions: statistics", sessions::statistics);
        add("sessions: subscribe", () -> {
            during.add(
                    sessions.subscribe(SessionListener.of(event -> heard.add(event.handle()), () -> heard.add("gap"))));
            return "a subscription, made in the background";
        });
        add("sessions, reads answered: find", Extent.ALL_BUT_READS, () -> told(sessions.find(id)));
        add(
                "sessions, reads answered: findAll",
                Extent.ALL_BUT_READS,
                () -> told(Optional.ofNullable(sessions.findAll(List.of(id)).get(id))));
    }

    private String told(Optional<Session> found) {
        return found.filter(each -> each.handle().equals(info.handle())).isPresent() ? "the session" : "another one";
    }

    private void replaced() {
        String id = session.id();
        add("sessions: rotate", () -> sessions.rotate(id));
        add("sessions: rotate", () -> sessions.rotate(id, rotation));
        add("sessions: login", () -> sessions.login(id, user));
        add("sessions: login", () -> sessions.login(id, user, login));
        add("sessions: logout", () -> sessions.logout(id));
        add("sessions: logout", () -> sessions.logout(id, logout));
    }

    private void ended() {
        String id = session.id();
        add("sessions: destroy", () -> sessions.destroy(id));
        add("sessions: destroy(SessionInfo)", () -> sessions.destroy(info));
        add("sessions: destroyAll", () -> sessions.destroyAll(user));
        add("sessions: destroyOthers", () -> sessions.destroyOthers(id));
        add("sessions: destroyEach", () -> sessions.destroyEach(List.of(id)));
        add("sessions: destroyAllOfUsers", () -> sessions.destroyAllOfUsers(List.of(user), progress -> {}));
        add("sessions: destroyIf", () -> sessions.destroyIf(each -> user.equals(each.userId()), progress -> {}));
    }

    private void found() {
        addFound("id", Session::id, session.id());
        addFound("handle", Session::handle, info.handle());
        addFound("userId", Session::userId, Optional.of(user));
        addFound("createdAt", Session::createdAt, info.createdAt());
        addFound("lastUsedAt", Session::lastUsedAt, info.lastUsedAt());
        addFound("expiresAt", Session::expiresAt, info.expiresAt());
        addFound("absoluteExpiry", Session::absoluteExpiry, session.absoluteExpiry());
        addFound("version", Session::version, 1L);
        addFound("metadata", Session::metadata, Map.of("ip", "::1"));
        addFound("characterId", Session::characterId, Optional.empty());
        addFound("client", Session::client, session.client());
        addFound("attributeNames", Session::attributeNames, Set.of("level"));
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
        assertThat(sessions.findAll(List.of(id, other.id()))).containsOnlyKeys(id, other.id());
        Session rotated = replaced(sessions.rotate(id, rotation));
        assertThat(sessions.destroyOthers(rotated.id())).isEqualTo(1);
        assertThat(sessions.find(other.id())).isEmpty();
        Session anonymous = replaced(sessions.logout(rotated.id(), logout));
        assertThat(sessions.list(user)).isEmpty();
        Session again = replaced(sessions.login(anonymous.id(), user, login));
        assertThat(sessions.statistics().active()).isPositive();
        listens();
        assertThat(sessions.destroyIf(each -> user.equals(each.userId()), progress -> {}))
                .isEqualTo(1);
        assertThat(sessions.find(again.id())).isEmpty();
        assertThat(sessions.destroyAllOfUsers(List.of(user), progress -> {})).isZero();
    }

    private static Session replaced(SessionRotationResult result) {
        return ((SessionRotationResult.Rotated) result).session();
    }

    /** A subscription that was made during refusals is made in the background, and tells of gaps. */
    private void listens() {
        Awaitility.await()
                .atMost(ofSeconds(30))
                .until(() -> heard.stream().filter("gap"::equals).count() >= 2L * during.size());
        Session created = sessions.create(NewSession.anonymous());
        Awaitility.await().atMost(ofSeconds(30)).until(() -> during.isEmpty() || heard.contains(created.handle()));
        during.forEach(SessionSubscription::close);
        assertThat(sessions.destroyEach(List.of(created.id()))).isEqualTo(1);
    }
}
