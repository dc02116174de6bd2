package io.redoubt.cache.internal.region;

import io.redoubt.api.health.Health;
import io.redoubt.api.health.HealthCheck;
import io.redoubt.api.health.HealthStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Health check of the near caches of all regions: DEGRADED while changes are not reported for one of them, otherwise UP.
 * Never DOWN, since regions work without their near caches. Thread-safe; does no I/O.
 *
 * @param regions what is shared by the regions of a name, by that name
 */
record NearHealthCheck(Map<String, SharedRegionState> regions) implements HealthCheck {

    /** Maximum number of regions that the details name. */
    static final int MAX_NAMED = 20;

    private static final String NAME = "near";

    @Override
    public Health check() {
        Map<String, String> problems = regions.entrySet().stream()
                .filter(region -> !region.getValue().nearCaches().isEmpty())
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        region -> region.getValue().nearCaches().problem(),
                        (one, same) -> one,
                        TreeMap::new));
        int all = problems.size();
        problems.values().removeIf(String::isEmpty);
        Map<String, String> details = new LinkedHashMap<>();
        details.put("regions", String.valueOf(all));
        details.put("active", String.valueOf(all - problems.size()));
        problems.entrySet().stream()
                .limit(MAX_NAMED)
                .forEach(problem -> details.put("region " + problem.getKey(), problem.getValue()));
        return Health.of(NAME, problems.isEmpty() ? HealthStatus.UP : HealthStatus.DEGRADED, details);
    }
}
