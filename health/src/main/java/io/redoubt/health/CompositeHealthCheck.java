package io.redoubt.health;

import io.redoubt.api.health.Health;
import io.redoubt.api.health.HealthCheck;
import io.redoubt.api.health.HealthStatus;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Health check that runs several other checks and reports the worst status among the results. */
record CompositeHealthCheck(String name, List<HealthCheck> checks) implements HealthCheck {

    @Override
    public Health check() {
        List<Health> parts = checks.stream().map(CompositeHealthCheck::run).toList();
        HealthStatus worst = Stream.of(HealthStatus.DOWN, HealthStatus.DEGRADED, HealthStatus.UNKNOWN)
                .filter(status -> parts.stream().anyMatch(part -> part.status() == status))
                .findFirst()
                .orElse(HealthStatus.UP);
        return new Health(name, worst, Map.of(), parts);
    }

    private static Health run(HealthCheck check) {
        try {
            return check.check();
        } catch (RuntimeException e) {
            return Health.of("unnamed", HealthStatus.UNKNOWN, Map.of("error", e.toString()));
        }
    }
}
