package io.redoubt.session;

import io.redoubt.api.cache.NearCacheStatistics;
import io.redoubt.api.cache.NearCacheStatistics.State;
import io.redoubt.api.health.Health;
import io.redoubt.api.health.HealthCheck;
import io.redoubt.api.health.HealthStatus;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * State of the near cache of sessions, if there is one, for statistics and as a health check. Thread-safe; does no I/O.
 *
 * @param near null for none
 * @param whyNone why there is none
 */
record NearSessionsState(@Nullable NearSessions near, String whyNone) implements HealthCheck {

    private static final String NAME = "near";
    private static final String DETAIL = "sessions";

    NearCacheStatistics statistics() {
        return near == null
                ? new NearCacheStatistics(State.OFF, whyNone, 0, 0, 0, 0, 0, 0, 0, 0, 0, Optional.empty())
                : near.statistics();
    }

    @Override
    public Health check() {
        if (near == null) {
            return Health.of(NAME, HealthStatus.UP, Map.of());
        }
        if (!near.isUsed()) {
            return Health.of(NAME, HealthStatus.UP, Map.of(DETAIL, "not used yet"));
        }
        String problem = near.problem();
        return problem.isEmpty()
                ? Health.of(NAME, HealthStatus.UP, Map.of(DETAIL, "active"))
                : Health.of(NAME, HealthStatus.DEGRADED, Map.of(DETAIL, problem));
    }
}
