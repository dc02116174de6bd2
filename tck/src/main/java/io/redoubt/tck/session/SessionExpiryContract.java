package io.redoubt.tck.session;

import static io.redoubt.api.session.SessionLimitPolicy.REJECT;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.session.SessionUpdate;
import io.redoubt.api.session.SessionUpdateResult.Gone;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How the sessions of every {@link SessionStore} end by themselves. */
public abstract class SessionExpiryContract extends SessionContract {

    /** The shortest idle timeout, and the tenth of it by which a touch may be late. */
    private static final Duration IDLE = ofSeconds(1);

    private static final Duration IDLE_AND_LATE = ofMillis(1_101);

    private SessionStore brief(Duration absolute) {
        return opened(SessionRules.defaults().times(IDLE, absolute).limit(2, REJECT));
    }

    @Test
    @DisplayName("A session that is not used for its idle timeout has ended, for every method and for the limit")
    void idle() {
        SessionStore store = brief(ofSeconds(60));
        String id = store.create(NewSession.of("user-42")).id();
        store.create(NewSession.of("user-42"));
        String extended = store.create(NewSession.of("user-43")).id();
        store.extend(extended, ofSeconds(20));
        String shortened = store.create(NewSession.of("user-43")).id();
        store.extend(shortened, ofSeconds(20));
        store.extend(shortened, IDLE);
        on().elapse(IDLE_AND_LATE);
        assertThat(store.find(id)).isEmpty();
        assertThat(store.extend(id, ofSeconds(5))).isFalse();
        assertThat(store.update(id, SessionUpdate.none().metadata("a", "b"))).isEqualTo(new Gone());
        assertThat(store.rotate(id)).isEmpty();
        assertThat(store.destroyOthers(id)).isZero();
        assertThat(store.destroy(id)).isFalse();
        assertThat(store.list("user-42")).isEmpty();
        assertThat(store.destroyAll("user-42")).isZero();
        store.create(NewSession.of("user-42"));
        store.create(NewSession.of("user-42"));
        assertThat(store.list("user-42")).hasSize(2);
        assertThat(store.find(extended)).isPresent();
        assertThat(store.find(shortened)).isEmpty();
    }

    @Test
    @DisplayName("A session that is used lives on, and ends at its absolute expiry all the same")
    void sliding() {
        SessionStore store = brief(ofMillis(2_200));
        Session session = store.create(NewSession.of("user-42"));
        for (int i = 0; i < 5; i++) {
            on().elapse(ofMillis(250));
            Session found = store.find(session.id()).orElseThrow();
            assertThat(found.expiresAt()).isBeforeOrEqualTo(session.absoluteExpiry());
            assertThat(found.absoluteExpiry()).isEqualTo(session.absoluteExpiry());
        }
        assertThat(store.find(session.id()).orElseThrow().lastUsedAt()).isAfter(session.createdAt());
        on().elapse(ofMillis(500));
        assertThat(store.find(session.id())).isPresent();
        on().elapse(ofMillis(451));
        assertThat(store.find(session.id())).isEmpty();
    }

    @Test
    @DisplayName("Use is noted once a tenth of the idle timeout, by a write that nobody waits for")
    void throttled() {
        SessionStore store = opened(SessionRules.defaults().times(ofSeconds(10), ofSeconds(60)));
        Session session = store.create(NewSession.of("user-42"));
        store.find(session.id());
        assertThat(store.find(session.id()).orElseThrow().lastUsedAt()).isEqualTo(session.createdAt());
        on().elapse(ofMillis(1_001));
        Session old = store.find(session.id()).orElseThrow();
        assertThat(old.lastUsedAt()).isEqualTo(session.createdAt());
        Awaitility.await()
                .atMost(ofSeconds(5))
                .until(() -> store.list("user-42").get(0).lastUsedAt().isAfter(session.createdAt()));
        Session used = store.find(session.id()).orElseThrow();
        assertThat(used.lastUsedAt()).isAfterOrEqualTo(session.createdAt().plusMillis(1_000));
        assertThat(used.expiresAt()).isEqualTo(used.lastUsedAt().plusMillis(11_000));
        assertThat(used.version()).isEqualTo(1);
    }
}
