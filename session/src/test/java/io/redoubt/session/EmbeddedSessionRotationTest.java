package io.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionLimitException;
import io.redoubt.api.session.SessionOverflowPolicy;
import io.redoubt.api.session.SessionUpdateResult;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A new id of a session of this process")
final class EmbeddedSessionRotationTest {

    private static final SessionOwner USER = SessionOwner.of("user");
    private static final SessionOwner OTHER = SessionOwner.of("other");
    private static final long RECORD_LIFE = RotationScripts.RECORD_LIFE.toMillis();

    private static StoredSession rotated(StoredRotation rotation) {
        assertThat(rotation).isInstanceOf(StoredRotation.Rotated.class);
        return ((StoredRotation.Rotated) rotation).session();
    }

    private static EncodedUpdate update(String name, String text) {
        return new EncodedUpdate(
                new SessionPayload(Map.of(name, text), Map.of()), Set.of(), Set.of(), OptionalLong.empty());
    }

    @Test
    @DisplayName("leaves all else as it was, by a rotation")
    void rotation() {
        EmbeddedSessions sessions = EmbeddedSessions.create();
        HashedSessionId id = sessions.create("user");
        sessions.repository.update(id, update("name", "text"));
        sessions.now += 5_000;
        HashedSessionId next = sessions.newId(id);
        StoredSession before = sessions.repository.find(id).orElseThrow();
        sessions.now += 500;
        StoredSession after = rotated(sessions.repository.rotate(id, next));
        assertThat(after.created()).isEqualTo(before.created());
        assertThat(after.lastUsed()).isEqualTo(sessions.now - 500);
        assertThat(after.absoluteExpiry()).isEqualTo(before.absoluteExpiry());
        assertThat(after.version()).isEqualTo(2);
        assertThat(after.payload().metadata()).containsEntry("name", "text");
        assertThat(sessions.repository.find(id)).isEmpty();
        assertThat(sessions.repository.extend(id, 5_000)).isFalse();
        assertThat(sessions.repository.destroy(id)).isFalse();
        assertThat(sessions.repository.list(USER))
                .extracting(SessionInfo::handle)
                .containsExactly(next.handle());
    }

    @Test
    @DisplayName("is given again to a repetition for a minute; another attempt learns that it was superseded")
    void repetition() {
        EmbeddedSessions sessions = EmbeddedSessions.create();
        HashedSessionId id = sessions.create("user");
        HashedSessionId next = sessions.newId(id);
        sessions.repository.rotate(id, next);
        sessions.repository.update(next, update("name", "text"));
        for (long elapsed = 0; elapsed < RECORD_LIFE; elapsed += 10_000) {
            assertThat(rotated(sessions.repository.rotate(id, next)).version()).isEqualTo(2);
            assertThat(sessions.repository.rotate(id, sessions.newId(id))).isEqualTo(new StoredRotation.Superseded());
            assertThat(sessions.repository.logout(id, sessions.newId(id))).isEqualTo(new StoredRotation.Superseded());
            assertThat(sessions.repository.login(id, USER, sessions.newId(USER)))
                    .isEqualTo(new StoredRotation.Superseded());
            sessions.now += 10_000;
            assertThat(sessions.repository.find(next)).isPresent();
        }
        // The last millisecond of the record, and of the session, which is a minute old.
        assertThat(sessions.repository.rotate(id, next)).isInstanceOf(StoredRotation.Rotated.class);
        sessions.now++;
        assertThat(sessions.repository.rotate(id, next)).isEqualTo(new StoredRotation.Gone());
        assertThat(sessions.repository.rotate(id, sessions.newId(id))).isEqualTo(new StoredRotation.Gone());
        assertThat(sessions.repository.records()).isZero();
    }

    @Test
    @DisplayName("is not given again when the session has ended")
    void repetitionAfterEnd() {
        EmbeddedSessions sessions = EmbeddedSessions.create();
        HashedSessionId id = sessions.create("user");
        HashedSessionId next = sessions.newId(id);
        sessions.repository.rotate(id, next);
        sessions.repository.destroy(next);
        assertThat(sessions.repository.rotate(id, next)).isEqualTo(new StoredRotation.Gone());
        assertThat(sessions.repository.rotate(id, sessions.newId(id))).isEqualTo(new StoredRotation.Superseded());
        assertThat(sessions.repository.rotate(sessions.newId(id), next)).isEqualTo(new StoredRotation.Gone());
    }

    @Test
    @DisplayName("must not be in use")
    void taken() {
        EmbeddedSessions sessions = EmbeddedSessions.create();
        HashedSessionId id = sessions.create("user");
        HashedSessionId taken = sessions.create("user");
        assertThatThrownBy(() -> sessions.repository.rotate(id, taken)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> sessions.repository.rotate(id, id)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> sessions.repository.logout(id, taken)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> sessions.repository.login(id, USER, taken)).isInstanceOf(IllegalStateException.class);
        assertThat(sessions.repository.list(USER)).hasSize(2);
    }

    @Test
    @DisplayName("is not given to another user who repeats a login")
    void repetitionOfOther() {
        EmbeddedSessions sessions = EmbeddedSessions.create();
        HashedSessionId id = sessions.createAnonymous();
        HashedSessionId next = sessions.newId(USER);
        sessions.repository.login(id, USER, next);
        assertThat(rotated(sessions.repository.login(id, USER, next)).userId()).isEqualTo("user");
        assertThatThrownBy(() -> sessions.repository.login(id, OTHER, next)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("does not hide the session from requests with the old one during the grace, which are no use")
    void grace() {
        EmbeddedSessions sessions = EmbeddedSessions.withGrace(Duration.ofSeconds(3));
        HashedSessionId id = sessions.create("user");
        HashedSessionId next = sessions.newId(id);
        sessions.repository.rotate(id, next);
        sessions.now += 3_000;
        assertThat(sessions.repository.find(id))
                .hasValueSatisfying(session -> assertThat(session.userId()).isEqualTo("user"));
        assertThat(sessions.repository.find(next))
                .hasValueSatisfying(session -> assertThat(session.lastUsed()).isEqualTo(sessions.now - 3_000));
        assertThat(sessions.repository.extend(id, 5_000)).isFalse();
        assertThat(sessions.repository.update(id, update("a", "b"))).isEqualTo(new SessionUpdateResult.Gone());
        sessions.now++;
        assertThat(sessions.repository.find(id)).isEmpty();
        assertThat(sessions.repository.find(next)).isPresent();
    }

    @Test
    @DisplayName("hides the session from requests with the old one as soon as it changes")
    void changedInGrace() {
        EmbeddedSessions sessions = EmbeddedSessions.withGrace(Duration.ofSeconds(3));
        HashedSessionId id = sessions.create("user");
        sessions.repository.update(id, update("name", "text"));
        HashedSessionId next = sessions.newId(id);
        sessions.repository.rotate(id, next);
        sessions.now += 1_000;
        assertThat(sessions.repository.find(next)).isPresent();
        assertThat(sessions.repository.extend(next, 5_000)).isTrue();
        assertThat(sessions.repository.find(id)).isPresent();
        sessions.repository.update(next, update("name", "of the new id only"));
        assertThat(sessions.repository.find(id)).isEmpty();
        assertThat(sessions.repository.rotate(id, next)).isInstanceOf(StoredRotation.Rotated.class);
    }

    @Test
    @DisplayName("has a grace only after a rotation, and as long as the session lives under it")
    void noGrace() {
        EmbeddedSessions sessions = EmbeddedSessions.withGrace(Duration.ofSeconds(3));
        HashedSessionId first = sessions.create("user");
        HashedSessionId second = sessions.newId(first);
        HashedSessionId third = sessions.newId(first);
        sessions.repository.rotate(first, second);
        sessions.repository.rotate(second, third);
        assertThat(sessions.repository.find(first)).isEmpty();
        assertThat(sessions.repository.find(second)).isPresent();
        HashedSessionId anonymous = sessions.newId(first);
        sessions.repository.logout(third, anonymous);
        assertThat(sessions.repository.find(third)).isEmpty();
        assertThat(sessions.repository.find(second)).isEmpty();
        sessions.repository.login(anonymous, OTHER, sessions.newId(OTHER));
        assertThat(sessions.repository.find(anonymous)).isEmpty();
        EmbeddedSessions without = EmbeddedSessions.create();
        HashedSessionId id = without.create("user");
        without.repository.rotate(id, without.newId(id));
        assertThat(without.repository.find(id)).isEmpty();
    }

    @Test
    @DisplayName("comes with a login: the session is that of the user, its times begin anew, its data stay")
    void login() {
        EmbeddedSessions sessions = EmbeddedSessions.create();
        HashedSessionId id = sessions.createAnonymous();
        sessions.repository.update(id, update("name", "text"));
        sessions.repository.extend(id, 30_000);
        sessions.now += 5_000;
        HashedSessionId next = sessions.newId(USER);
        StoredSession session = rotated(sessions.repository.login(id, USER, next));
        assertThat(session)
                .isEqualTo(new StoredSession(
                        "user", sessions.now, sessions.now, 10_000, sessions.now + 60_000, 2, session.payload()));
        assertThat(session.payload().metadata()).containsEntry("name", "text");
        assertThat(sessions.repository.find(id)).isEmpty();
        assertThat(sessions.repository.list(USER)).hasSize(1);
        assertThat(sessions.repository.statistics().users()).isEqualTo(1);

        HashedSessionId ofOther = sessions.newId(OTHER);
        assertThat(rotated(sessions.repository.login(next, OTHER, ofOther)).userId())
                .isEqualTo("other");
        assertThat(sessions.repository.list(USER)).isEmpty();
        assertThat(sessions.repository.list(OTHER)).hasSize(1);
    }

    @Test
    @DisplayName("comes with a logout: the session is anonymous, its times begin anew, its data stay")
    void logout() {
        EmbeddedSessions sessions = EmbeddedSessions.create();
        HashedSessionId id = sessions.create("user");
        sessions.repository.update(id, update("name", "text"));
        sessions.now += 5_000;
        HashedSessionId next = sessions.newId(id);
        StoredSession session = rotated(sessions.repository.logout(id, next));
        assertThat(session)
                .isEqualTo(new StoredSession(
                        null, sessions.now, sessions.now, 10_000, sessions.now + 60_000, 2, session.payload()));
        assertThat(sessions.repository.list(USER)).isEmpty();
        assertThat(rotated(sessions.repository.logout(id, next)).userId()).isNull();
        sessions.now += 5_000;
        HashedSessionId again = sessions.newId(id);
        // Anonymous already: a rotation.
        assertThat(rotated(sessions.repository.logout(next, again))).isEqualTo(session);
        assertThat(sessions.repository.destroyOwned(again, null)).isTrue();
    }

    @Test
    @DisplayName("evicts others of the user by a login at the limit, but the session itself does not count")
    void loginAtLimit() {
        EmbeddedSessions sessions = EmbeddedSessions.create();
        HashedSessionId oldest = sessions.create("user");
        sessions.now++;
        HashedSessionId second = sessions.create("user");
        HashedSessionId third = sessions.create("user");
        HashedSessionId again = sessions.newId(USER);
        rotated(sessions.repository.login(second, USER, again));
        assertThat(sessions.repository.list(USER)).hasSize(3);
        HashedSessionId fromOutside = sessions.newId(USER);
        rotated(sessions.repository.login(sessions.createAnonymous(), USER, fromOutside));
        assertThat(sessions.repository.list(USER))
                .extracting(SessionInfo::handle)
                .containsExactlyInAnyOrder(third.handle(), again.handle(), fromOutside.handle());
        assertThat(sessions.repository.find(oldest)).isEmpty();
    }

    @Test
    @DisplayName("does not come with a rejected login, which leaves all as it was")
    void rejectedLogin() {
        EmbeddedSessions sessions = EmbeddedSessions.of(SessionOverflowPolicy.REJECT);
        for (int i = 0; i < 3; i++) {
            sessions.create("user");
        }
        HashedSessionId id = sessions.createAnonymous();
        HashedSessionId next = sessions.newId(USER);
        StoredSession before = sessions.repository.find(id).orElseThrow();
        long memory = sessions.budget.reserved();
        assertThatThrownBy(() -> sessions.repository.login(id, USER, next)).isInstanceOf(SessionLimitException.class);
        assertThat(sessions.repository.find(id)).contains(before);
        assertThat(sessions.repository.find(next)).isEmpty();
        assertThat(sessions.repository.list(USER)).hasSize(3);
        assertThat(sessions.budget.reserved()).isEqualTo(memory);
        assertThat(sessions.repository.records()).isZero();

        HashedSessionId own = sessions.newId(USER);
        SessionInfo first = sessions.repository.list(USER).get(0);
        rotated(sessions.repository.login(
                HashedSessionId.ofHandle(first.handle()).orElseThrow(), USER, own));
        assertThat(sessions.repository.list(USER)).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"50000, 1", "49500, 0"})
    @DisplayName("is given without memory; then records of older changes give way, or there is none of this one")
    void withoutMemory(long maxBytes, int records) {
        EmbeddedSessions sessions = EmbeddedSessions.within(1_000, maxBytes);
        HashedSessionId id = sessions.create("user");
        HashedSessionId earlier = sessions.create("other");
        HashedSessionId earlierNext = sessions.newId(earlier);
        sessions.repository.rotate(earlier, earlierNext);
        assertThat(sessions.repository.records()).isEqualTo(1);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1_000; i++) {
                        sessions.createAnonymous();
                    }
                })
                .isInstanceOf(StoreRejectedException.class);
        // The record has given way to a session, unless that would not have been enough for it.
        assertThat(sessions.repository.records()).isEqualTo(records);
        assertThat(sessions.repository.rotate(earlier, earlierNext))
                .isInstanceOf(records == 0 ? StoredRotation.Gone.class : StoredRotation.Rotated.class);
        int before = sessions.repository.size();

        HashedSessionId current = id;
        for (int i = 0; i < 200; i++) {
            HashedSessionId next = sessions.newId(id);
            rotated(sessions.repository.rotate(current, next));
            assertThat(sessions.repository.find(current)).isEmpty();
            current = next;
        }
        rotated(sessions.repository.logout(current, sessions.newId(id)));
        assertThat(sessions.budget.reserved()).isLessThanOrEqualTo(maxBytes);
        assertThat(sessions.repository.records()).isEqualTo(records);
        assertThat(sessions.repository.size()).isEqualTo(before);
        assertThat(sessions.repository.list(OTHER)).hasSize(1);
        assertThat(sessions.repository.rotate(earlier, earlierNext)).isEqualTo(new StoredRotation.Gone());
    }
}
