package io.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.session.SessionLimitException;
import io.redoubt.api.session.SessionOverflowPolicy;
import io.redoubt.api.session.SessionStatistics;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The statistics of the sessions of this process")
final class InMemorySessionStatisticsTest {

    @Test
    @DisplayName("count sessions and users, and the changes of the last whole minute")
    void counts() {
        EmbeddedSessions sessions = EmbeddedSessions.create();
        sessions.createAnonymous();
        HashedSessionId id = sessions.create("other");
        for (int i = 0; i < 5; i++) {
            sessions.create("user");
            sessions.now++;
        }
        assertThat(sessions.repository.statistics())
                .isEqualTo(statistics(5, 2, Duration.ofMillis(3), Duration.ofMillis(3), 0, 0, 0, 0, 0));
        sessions.repository.destroy(id);
        sessions.now += 59_990;
        // Four have expired, and so have ended in this minute, too.
        assertThat(sessions.repository.statistics())
                .isEqualTo(statistics(0, 0, Duration.ofMillis(1), Duration.ofMillis(5), 0, 0, 0, 0, 0));
        sessions.now += 5;
        assertThat(sessions.repository.statistics())
                .isEqualTo(statistics(0, 0, Duration.ofMillis(1), Duration.ofMillis(5), 7, 1, 4, 2, 0));
        sessions.now += 60_000;
        assertThat(sessions.repository.statistics())
                .isEqualTo(statistics(0, 0, Duration.ofMillis(1), Duration.ofMillis(5), 0, 0, 0, 0, 0));
    }

    @Test
    @DisplayName("count nothing for the last minute if nothing happened in it, only before")
    void quietMinute() {
        EmbeddedSessions sessions = EmbeddedSessions.create();
        sessions.createAnonymous();
        sessions.now += 119_999;
        assertThat(sessions.repository.statistics().createdPerMinute()).isEqualTo(1);
        sessions.createAnonymous();
        sessions.now += 60_001;
        assertThat(sessions.repository.statistics().createdPerMinute()).isZero();
    }

    @Test
    @DisplayName("count what was rejected")
    void rejected() {
        EmbeddedSessions sessions = EmbeddedSessions.of(SessionOverflowPolicy.REJECT);
        for (int i = 0; i < 3; i++) {
            sessions.create("user");
        }
        assertThatThrownBy(() -> sessions.create("user")).isInstanceOf(SessionLimitException.class);
        HashedSessionId anonymous = sessions.createAnonymous();
        SessionOwner owner = SessionOwner.of("user");
        assertThatThrownBy(() -> sessions.repository.login(anonymous, owner, sessions.newId(owner)))
                .isInstanceOf(SessionLimitException.class);
        sessions.now += 60_000;
        SessionStatistics statistics = sessions.repository.statistics();
        assertThat(statistics.rejectedPerMinute()).isEqualTo(2);
        assertThat(statistics.createdPerMinute()).isEqualTo(4);
    }

    @Test
    @DisplayName("of expired sessions count the time to their last use, of the others that to their end")
    void durations() {
        EmbeddedSessions sessions = EmbeddedSessions.create();
        HashedSessionId expiring = sessions.createAnonymous();
        HashedSessionId destroyed = sessions.createAnonymous();
        sessions.now += 4_000;
        sessions.repository.find(expiring);
        sessions.now += 2_000;
        sessions.repository.destroy(destroyed);
        sessions.now += 30_000;
        SessionStatistics statistics = sessions.repository.statistics();
        assertThat(statistics.meanDuration()).isEqualTo(Duration.ofSeconds(5));
        assertThat(statistics.longestDuration()).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    @DisplayName("forget durations after a day, by the hour")
    void lastDay() {
        InMemorySessionStatistics statistics = new InMemorySessionStatistics();
        long hour = TimeUnit.HOURS.toMillis(1);
        long now = 500_000 * hour;
        for (int i = 0; i < 48; i++) {
            statistics.advance(now + i * hour);
            statistics.counters().destroyed((i + 1) * 10L);
            SessionStatistics read = statistics.read(0, 0);
            assertThat(read.longestDuration().toMillis()).isEqualTo((i + 1) * 10L);
            // This hour, and the 24 before.
            assertThat(read.meanDuration().toMillis()).isEqualTo((i + 1 + Math.max(1, i - 23)) * 5L);
        }
        statistics.advance(now + 100 * hour);
        assertThat(statistics.read(0, 0).longestDuration()).isZero();
        assertThat(statistics.read(0, 0).meanDuration()).isZero();
    }

    private static SessionStatistics statistics(
            long active,
            long users,
            Duration mean,
            Duration longest,
            long created,
            long destroyed,
            long expired,
            long evicted,
            long rejected) {
        return new SessionStatistics(active, users, mean, longest, created, destroyed, expired, evicted, rejected);
    }
}
