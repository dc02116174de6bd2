package io.redoubt.tck.session;

import static io.redoubt.api.session.SessionOverflowPolicy.REJECT;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.session.SessionUpdate;
import io.redoubt.api.session.SessionUpdateResult.Gone;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for the expiry of sessions, on Redis and in memory. */
public abstract class SessionExpiryContract extends SessionContractBase {

    /** The shortest idle timeout, and the tenth of it by which a touch may be late. */
    private static final Duration IDLE = ofSeconds(1);

    private static final Duration IDLE_AND_LATE = ofMillis(1_101);

    private int users;

    private SessionStore brief(Duration absolute) {
        return opened(SessionTestSettings.defaults().times(IDLE, absolute).limit(2, REJECT));
    }

    /** A session that got a long idle timeout before the short one was over. */
    private static String extended(SessionStore store, String userId) {
        return inTime(() ->
                Optional.of(store.create(NewSession.of(userId)).id()).filter(id -> store.extend(id, ofMinutes(5))));
    }

    @Test
    @DisplayName("A session that is not used for its idle timeout has ended, for every method and for the limit")
    void idle() {
        SessionStore store = brief(ofMinutes(10));
        String id = store.create(NewSession.of("user-42")).id();
        store.create(NewSession.of("user-42"));
        String anonymous = store.create(NewSession.anonymous()).id();
        String extended = extended(store, "user-43");
        String shortened = extended(store, "user-43");
        store.extend(shortened, IDLE);
        on().elapse(IDLE_AND_LATE);
        assertThat(store.find(id)).isEmpty();
        assertThat(store.extend(id, ofSeconds(5))).isFalse();
        assertThat(store.update(id, SessionUpdate.none().metadata("a", "b"))).isEqualTo(new Gone());
        assertThat(store.find(anonymous)).isEmpty();
        assertThat(store.login(anonymous, "user-42")).isEmpty();
        assertThat(store.logout(id)).isEmpty();
        assertThat(store.rotate(id)).isEmpty();
        assertThat(store.destroyOthers(id)).isZero();
        assertThat(store.destroy(id)).isFalse();
        assertThat(store.list("user-42")).isEmpty();
        assertThat(store.destroyAll("user-42")).isZero();
        extended(store, "user-42");
        extended(store, "user-42");
        assertThat(store.list("user-42")).hasSize(2);
        assertThat(store.find(extended)).isPresent();
        assertThat(store.find(shortened)).isEmpty();
    }

    @Test
    @DisplayName("A session that is used lives on, and ends at its absolute expiry all the same")
    void sliding() {
        SessionStore store = brief(ofMillis(1_600));
        Session session = inTime(() -> usedForLong(store));
        on().elapse(ofMillis(351));
        assertThat(store.find(session.id())).isEmpty();
    }

    /** A session that was used for longer than it lives without; none if the machine stood still meanwhile. */
    private Optional<Session> usedForLong(SessionStore store) {
        Session session = store.create(NewSession.of("user-" + ++users));
        Session found = session;
        for (int i = 0; i < 5; i++) {
            on().elapse(ofMillis(250));
            Optional<Session> used = store.find(session.id());
            if (used.isEmpty()) {
                return used;
            }
            found = used.get();
            assertThat(found.expiresAt()).isBeforeOrEqualTo(session.absoluteExpiry());
            assertThat(found.absoluteExpiry()).isEqualTo(session.absoluteExpiry());
        }
        assertThat(found.lastUsedAt()).isAfter(session.createdAt());
        return Optional.of(found);
    }

    @Test
    @DisplayName("Use is noted once a tenth of the idle timeout, by a write that nobody waits for")
    void throttled() {
        SessionStore store = opened(SessionTestSettings.defaults().times(ofSeconds(6), ofMinutes(10)));
        Session session = store.create(NewSession.of("user-42"));
        on().elapse(ofMillis(601));
        Session fresh = store.create(NewSession.of("user-43"));
        store.find(fresh.id());
        Session old = store.find(session.id()).orElseThrow();
        assertThat(old.lastUsedAt()).isEqualTo(session.createdAt());
        eventually().until(() -> store.list("user-42").get(0).lastUsedAt().isAfter(session.createdAt()));
        // A near cache may be told of the use some time after others see it.
        eventually()
                .until(() -> store.find(session.id()).orElseThrow().lastUsedAt().isAfter(session.createdAt()));
        Session used = store.find(session.id()).orElseThrow();
        assertThat(used.lastUsedAt()).isAfterOrEqualTo(session.createdAt().plusMillis(600));
        assertThat(used.expiresAt()).isEqualTo(used.lastUsedAt().plusMillis(6_600));
        assertThat(used.version()).isEqualTo(1);
        // Notes are made in turn: that of the fresh one, which was used before, would have been made.
        assertThat(store.find(fresh.id()).orElseThrow().lastUsedAt())
                .satisfiesAnyOf(
                        noted -> assertThat(noted).isEqualTo(fresh.createdAt()),
                        // A machine that stands still makes it due.
                        noted -> assertThat(noted)
                                .isAfterOrEqualTo(fresh.createdAt().plusMillis(600)));
    }
}
