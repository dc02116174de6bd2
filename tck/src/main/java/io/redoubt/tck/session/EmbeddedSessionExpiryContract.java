package io.redoubt.tck.session;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionEvent;
import io.redoubt.api.session.SessionStatistics;
import io.redoubt.api.session.SessionStore;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Contract tests for session expiry in memory: the test advances the clock, and the next call ends the expired
 * sessions.
 */
public abstract class EmbeddedSessionExpiryContract extends SessionContractBase {

    @Test
    @DisplayName("A session that has expired is told of once, by the next call, and counted")
    void expired() {
        SessionStore store = opened(SessionTestSettings.defaults().times(ofSeconds(1), ofHours(1)));
        RecordingSessionListener heard = new RecordingSessionListener();
        store.subscribe(heard);
        Session session = store.create(NewSession.of("user-42"));
        Session anonymous = store.create(NewSession.anonymous());
        on().elapse(ofMillis(1_100));
        Session kept = store.create(NewSession.of("user-43"));
        on().elapse(ofMillis(1));
        assertThat(store.find(session.id())).isEmpty();
        assertThat(store.find(anonymous.id())).isEmpty();
        SessionStatistics statistics = store.statistics();
        assertThat(statistics.active()).isEqualTo(1);
        assertThat(statistics.users()).isEqualTo(1);
        List<SessionEvent> events = heard.before(store).stream()
                .filter(event -> event.type() == SessionEvent.Type.EXPIRED)
                .toList();
        assertThat(events)
                .extracting(SessionEvent::handle)
                .containsExactlyInAnyOrder(session.handle(), anonymous.handle());
        assertThat(events).extracting(SessionEvent::userId).containsExactlyInAnyOrder("user-42", null);
        assertThat(events).allSatisfy(event -> {
            assertThat(event.previousHandle()).isNull();
            assertThat(event.reason()).isNull();
            assertThat(event.time()).isAfter(session.expiresAt());
        });
        assertThat(store.find(kept.id())).isPresent();
    }

    @Test
    @DisplayName("A session that is found by the id that it had before a rotation is not used by that")
    void oldId() {
        SessionStore store = opened(
                SessionTestSettings.defaults().times(ofSeconds(1), ofHours(1)).grace(ofSeconds(60)));
        Session before = store.create(NewSession.of("user-42"));
        Session after = store.rotate(before.id()).orElseThrow();
        // A use would be due after a tenth of the idle timeout.
        on().elapse(ofMillis(1_100));
        assertThat(store.find(before.id()).orElseThrow().lastUsedAt()).isEqualTo(before.createdAt());
        on().elapse(ofMillis(1));
        assertThat(store.find(before.id())).isEmpty();
        assertThat(store.find(after.id())).isEmpty();
    }
}
