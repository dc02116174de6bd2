package io.redoubt;

import io.redoubt.api.health.Health;
import io.redoubt.api.health.HealthCheck;
import io.redoubt.api.health.HealthStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Health check of one component with parts in several features: the details of all of them, and DEGRADED if one is not
 * UP. Thread-safe if the parts are.
 *
 * @param name the name of the component
 * @param parts are never DOWN, and name different details
 */
record MergedHealthCheck(String name, List<HealthCheck> parts) implements HealthCheck {

    @Override
    public Health check() {
        HealthStatus status = HealthStatus.UP;
        Map<String, String> details = new LinkedHashMap<>();
        for (HealthCheck part : parts) {
            Health health = part.check();
            details.putAll(health.details());
            status = health.status() == HealthStatus.UP ? status : HealthStatus.DEGRADED;
        }
        return Health.of(name, status, details);
    }
}
