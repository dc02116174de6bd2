package io.redoubt;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.health.Health;
import io.redoubt.api.health.HealthCheck;
import io.redoubt.api.health.HealthStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A component with parts in several features")
final class MergedHealthCheckTest {

    private static Health of(HealthStatus first, HealthStatus second) {
        HealthCheck regions = () -> Health.of("near", first, Map.of("regions", "2"));
        HealthCheck sessions = () -> Health.of("near", second, Map.of("sessions", "active"));
        return new MergedHealthCheck("near", List.of(regions, sessions)).check();
    }

    @Test
    @DisplayName("has the details of all, and is DEGRADED if one of them is")
    void merged() {
        Map<String, String> details = Map.of("regions", "2", "sessions", "active");
        assertThat(of(HealthStatus.UP, HealthStatus.UP)).isEqualTo(Health.of("near", HealthStatus.UP, details));
        for (Health degraded : List.of(
                of(HealthStatus.DEGRADED, HealthStatus.UP),
                of(HealthStatus.UP, HealthStatus.DEGRADED),
                of(HealthStatus.DEGRADED, HealthStatus.DEGRADED))) {
            assertThat(degraded).isEqualTo(Health.of("near", HealthStatus.DEGRADED, details));
        }
    }
}
