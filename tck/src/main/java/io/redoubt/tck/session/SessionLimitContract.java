package io.redoubt.tck.session;

import static io.redoubt.api.session.SessionOverflowPolicy.EVICT_LEAST_RECENTLY_USED;
import static io.redoubt.api.session.SessionOverflowPolicy.EVICT_OLDEST;
import static io.redoubt.api.session.SessionOverflowPolicy.REJECT;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.SessionLimitException;
import io.redoubt.api.session.SessionOverflowPolicy;
import io.redoubt.api.session.SessionStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Contract tests for the maximum number of sessions per user, on Redis and in memory. */
public abstract class SessionLimitContract extends SessionContractBase {

    private SessionStore limited(int max, SessionOverflowPolicy policy) {
        return opened(SessionTestSettings.defaults().limit(max, policy));
    }

    /** Sessions of one user, each a little later than the one before. */
    private List<String> inTurn(SessionStore store, int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(store.create(NewSession.of("user-42")).id());
            on().elapse(ofMillis(2));
        }
        return ids;
    }

    @Test
    @DisplayName("One session too many is refused, until another one ends")
    void rejects() {
        SessionStore store = limited(3, REJECT);
        List<String> ids = inTurn(store, 3);
        assertThatThrownBy(() -> store.create(NewSession.of("user-42")))
                .isInstanceOfSatisfying(
                        SessionLimitException.class, e -> assertThat(e.limit()).isEqualTo(3))
                .hasMessageNotContaining("user-42");
        assertThat(ids).allSatisfy(id -> assertThat(store.find(id)).isPresent());
        store.create(NewSession.of("user-43"));
        store.destroy(ids.get(1));
        store.create(NewSession.of("user-42"));
        assertThatThrownBy(() -> store.create(NewSession.of("user-42"))).isInstanceOf(SessionLimitException.class);
    }

    @Test
    @DisplayName("One session too many ends the one that was created first, however much it is used")
    void evictsOldest() {
        SessionStore store = limited(3, EVICT_OLDEST);
        List<String> ids = inTurn(store, 3);
        store.extend(ids.get(0), ofHours(1));
        String fourth = store.create(NewSession.of("user-42")).id();
        assertThat(store.find(ids.get(0))).isEmpty();
        assertThat(List.of(ids.get(1), ids.get(2), fourth))
                .allSatisfy(id -> assertThat(store.find(id)).isPresent());
        assertThat(store.list("user-42")).hasSize(3);
    }

    @Test
    @DisplayName("One session too many ends the one that was not used for the longest time")
    void evictsLeastRecentlyUsed() {
        SessionStore store = limited(3, EVICT_LEAST_RECENTLY_USED);
        List<String> ids = inTurn(store, 3);
        store.extend(ids.get(0), ofHours(1));
        String fourth = store.create(NewSession.of("user-42")).id();
        assertThat(store.find(ids.get(1))).isEmpty();
        assertThat(List.of(ids.get(0), ids.get(2), fourth))
                .allSatisfy(id -> assertThat(store.find(id)).isPresent());
    }

    @Test
    @DisplayName("A rotated session is as old as before")
    void rotated() {
        SessionStore store = limited(2, EVICT_OLDEST);
        List<String> ids = inTurn(store, 2);
        String rotated = store.rotate(ids.get(0)).orElseThrow().id();
        store.create(NewSession.of("user-42"));
        assertThat(store.find(rotated)).isEmpty();
        assertThat(store.find(ids.get(1))).isPresent();
    }

    @ParameterizedTest
    @EnumSource(SessionOverflowPolicy.class)
    @DisplayName("Logins of one user at the same moment do not pass the limit")
    void concurrent(SessionOverflowPolicy policy) {
        SessionStore store = limited(3, policy);
        try (ConcurrentLogins logins = new ConcurrentLogins(store, 8)) {
            for (int round = 0; round < 20; round++) {
                SessionLimitHistory history = new SessionLimitHistory(3, policy);
                String userId = "user-" + round;
                history.logins(logins.on(userId));
                history.left(store.list(userId).size());
                history.check();
            }
        }
    }
}
