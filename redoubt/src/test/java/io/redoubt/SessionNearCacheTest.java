package io.redoubt;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.cache.NearCacheStatistics.State;
import io.redoubt.api.health.Health;
import io.redoubt.api.health.HealthStatus;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.SessionNearCacheSettings;
import io.redoubt.api.session.SessionStore;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The near cache of the sessions of an instance")
final class SessionNearCacheTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static RedoubtSettings.Builder settings() {
        return RedoubtSettings.builder()
                .keyPrefix("near-" + UUID.randomUUID())
                .sessionNearCache(SessionNearCacheSettings.maxEntries(10));
    }

    private static Health near(Redoubt redoubt) {
        return redoubt.health().check().components().stream()
                .filter(part -> part.name().equals("near"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @DisplayName("answers once Redis reports changes; the part near of health tells of it")
    void onRedis() {
        RedisServer server = RedisServers.shared();
        try (Redoubt redoubt =
                Redoubt.connect(settings().driver("lettuce").url(server.uri()).build())) {
            assertThat(near(redoubt).details())
                    .containsEntry("sessions", "not used yet")
                    .containsEntry("regions", "0");
            SessionStore sessions = redoubt.sessions();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> sessions.nearStatistics().state() == State.ACTIVE);
            String id = sessions.create(NewSession.of("user-42")).id();
            Awaitility.await().atMost(PATIENCE).until(() -> {
                assertThat(sessions.find(id)).isPresent();
                return sessions.nearStatistics().hits() > 0;
            });
            assertThat(near(redoubt).status()).isEqualTo(HealthStatus.UP);
            assertThat(sessions.destroy(id)).isTrue();
            assertThat(sessions.find(id)).isEmpty();
        }
    }

    @Test
    @DisplayName("is none where sessions are in this process")
    void embedded() {
        try (Redoubt redoubt = Redoubt.embedded(settings().build())) {
            assertThat(redoubt.sessions().nearStatistics().state()).isEqualTo(State.OFF);
            assertThat(redoubt.sessions().nearStatistics().reason()).contains("in the memory of this process");
            assertThat(near(redoubt).details()).isEqualTo(Map.of("regions", "0", "prefixes", "0", "active", "0"));
        }
    }
}
