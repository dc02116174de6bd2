package io.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.redis.core.embedded.StateMemoryBudget;
import io.redoubt.tck.session.SessionTestSettings;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The sessions of this process")
final class EmbeddedSessionRepositoryTest {

    private static final SessionData NO_DATA = new SessionData(Map.of(), Map.of());

    private final SecureRandom random = new SecureRandom();
    private long now = 1_800_000_000_000L;

    private EmbeddedSessionRepository repository(int maxSessions) {
        SessionTestSettings rules =
                SessionTestSettings.defaults().times(Duration.ofSeconds(10), Duration.ofSeconds(60));
        return new EmbeddedSessionRepository(
                Backends.settings("", rules), () -> now, maxSessions, StateMemoryBudget.of(Long.MAX_VALUE));
    }

    private HashedSessionId create(EmbeddedSessionRepository sessions, String userId) {
        SessionOwner owner = SessionOwner.of(userId);
        HashedSessionId id = SessionId.generate(random, owner.bucket()).hashed();
        sessions.create(id, owner, NO_DATA);
        return id;
    }

    @Test
    @DisplayName("are refused beyond their bound, until others end; a user's own eviction makes room")
    void bound() {
        EmbeddedSessionRepository sessions = repository(6);
        for (int i = 0; i < 5; i++) {
            create(sessions, "user");
        }
        HashedSessionId id = create(sessions, "other");
        assertThatThrownBy(() -> create(sessions, "third"))
                .isInstanceOfSatisfying(
                        StoreRejectedException.class, e -> assertThat(e.code()).isEqualTo("OOM"))
                .hasMessageContaining("6 sessions");
        create(sessions, "user");
        assertThat(sessions.find(id)).isPresent();
        sessions.destroy(id);
        create(sessions, "third");
    }

    @Test
    @DisplayName("that have expired are removed by whatever comes after, a few at a time")
    void removesExpired() {
        EmbeddedSessionRepository sessions = repository(1_000);
        for (int i = 0; i < 100; i++) {
            create(sessions, "user-" + i);
        }
        assertThat(sessions.size()).isEqualTo(100);
        now += 11_001;
        HashedSessionId id = create(sessions, "user-0");
        assertThat(sessions.size()).isLessThan(100);
        for (int i = 0; i < 10; i++) {
            assertThat(sessions.find(id)).isPresent();
        }
        assertThat(sessions.size()).isEqualTo(1);
    }

    @Test
    @DisplayName("live to their last millisecond, which a touch postpones")
    void lastMillisecond() {
        EmbeddedSessionRepository sessions = repository(10);
        HashedSessionId id = create(sessions, "user");
        now += 999;
        sessions.find(id);
        now += 10_001;
        assertThat(sessions.list(SessionOwner.of("user"))).hasSize(1);
        sessions.find(id);
        now += 11_000;
        assertThat(sessions.list(SessionOwner.of("user"))).hasSize(1);
        now++;
        assertThat(sessions.find(id)).isEmpty();
    }
}
