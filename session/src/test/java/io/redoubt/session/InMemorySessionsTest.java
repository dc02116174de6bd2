package io.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.session.SessionEvent;
import io.redoubt.api.session.SessionOverflowPolicy;
import io.redoubt.redis.core.embedded.StateMemoryBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Test of changes of an in-memory store that have no memory for their events. */
@DisplayName("Without memory for an event, the sessions of this process")
final class InMemorySessionsTest {

    private static final SessionSettings SETTINGS =
            EmbeddedSessions.settings("", SessionOverflowPolicy.EVICT_OLDEST, Duration.ofSeconds(5));
    private static final SessionOwner USER = SessionOwner.of("user");
    private static final SessionOwner OTHER = SessionOwner.of("other");
    private static final HashedSessionId ID = new HashedSessionId("7f", "1".repeat(32));
    private static final HashedSessionId NEW_ID = new HashedSessionId("7f", "2".repeat(32));
    private static final long NOW = 1_800_000_000_000L;

    private final FailingSteps steps = new FailingSteps();
    private final StateMemoryBudget budget = StateMemoryBudget.of(Long.MAX_VALUE);
    private final List<SessionEvent> events = new ArrayList<>();
    private final InMemorySessions sessions = new InMemorySessions(budget, told -> {
        steps.step();
        events.addAll(told);
    });
    private final InMemorySessionRotation rotation =
            new InMemorySessionRotation(sessions, new InMemorySessionLimit(sessions, SETTINGS), SETTINGS);
    private final InMemoryUserSessions users = new InMemoryUserSessions(sessions);

    @BeforeEach
    void create() {
        sessions.begin(NOW);
        sessions.add(entry(ID, USER), NOW);
    }

    private static InMemorySessionEntry entry(HashedSessionId id, @Nullable SessionOwner owner) {
        return InMemorySessionEntry.of(id, StoredSession.begin(owner, 1, EmbeddedSessions.NO_DATA, SETTINGS, NOW));
    }

    private InMemorySessionEntry current() {
        return sessions.find(ID, NOW).orElseThrow();
    }

    @Test
    @DisplayName("are as before a creation")
    void creation() {
        assertUnchanged(() -> sessions.add(entry(NEW_ID, USER), NOW));
    }

    @Test
    @DisplayName("are as before an end by a call, by the limit, or by time")
    void end() {
        assertUnchanged(() -> users.destroyAll(USER, NOW));
        assertUnchanged(() -> sessions.evict(current(), NOW));
        assertUnchanged(() -> sessions.find(ID, NOW + Duration.ofMinutes(2).toMillis()));
        assertUnchanged(() -> sessions.begin(NOW + Duration.ofMinutes(2).toMillis()));
    }

    @Test
    @DisplayName("have their old ids, and may get new ones later")
    void newId() {
        for (Runnable change : Stream.<Runnable>of(
                        () -> rotation.rotate(ID, NEW_ID, NOW),
                        () -> rotation.login(ID, OTHER, NEW_ID, NOW),
                        () -> rotation.logout(ID, NEW_ID, NOW))
                .toList()) {
            assertUnchanged(change);
        }
        assertThat(rotation.login(ID, OTHER, NEW_ID, NOW)).isInstanceOf(StoredRotation.Rotated.class);
        assertThat(events)
                .extracting(SessionEvent::type)
                .containsExactly(SessionEvent.Type.CREATED, SessionEvent.Type.LOGGED_OUT, SessionEvent.Type.LOGGED_IN);
    }

    private void assertUnchanged(Runnable change) {
        String before = state();
        steps.failAfter(0);
        assertThat(steps.fails(change)).isTrue();
        assertThat(state()).isEqualTo(before);
    }

    private String state() {
        sessions.settle();
        return Stream.of(ID, NEW_ID)
                        .map(id -> sessions.find(id, NOW).map(InMemorySessionEntry::info))
                        .toList()
                + " " + users.list(USER, NOW).size() + " "
                + users.list(OTHER, NOW).size() + " " + sessions.size() + " "
                + sessions.records() + " " + sessions.statistics(NOW) + " " + budget.reserved() + " " + events;
    }
}
