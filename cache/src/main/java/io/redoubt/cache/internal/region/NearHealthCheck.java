package io.redoubt.cache.internal.region;

import io.redoubt.api.health.Health;
import io.redoubt.api.health.HealthCheck;
import io.redoubt.api.health.HealthStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Health check of all near caches (caches in this process): DEGRADED while one of them is not in use, otherwise UP.
 * Never DOWN, since reads work without near caches. Thread-safe; does no I/O.
 *
 * @param regions what is shared by the regions of a name, by that name
 * @param prefixes returns why the near caches of key prefixes are not in use, by prefix; empty texts while they are
 */
record NearHealthCheck(Map<String, SharedRegionState> regions, Supplier<Map<String, String>> prefixes)
        implements HealthCheck {

    /** Maximum number of near caches that the details name. */
    static final int MAX_NAMED = 20;

    private static final String NAME = "near";

    @Override
    public Health check() {
        Map<String, String> byRegion = regions.entrySet().stream()
                .filter(region -> !region.getValue().nearCaches().isEmpty())
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        region -> region.getValue().nearCaches().problem(),
                        (one, same) -> one,
                        TreeMap::new));
        Map<String, String> byPrefix = prefixes.get();
        Map<String, String> problems = new LinkedHashMap<>();
        byRegion.forEach((region, problem) -> problems.put("region " + region, problem));
        byPrefix.forEach((prefix, problem) -> problems.put("prefix " + prefix, problem));
        problems.values().removeIf(String::isEmpty);
        Map<String, String> details = new LinkedHashMap<>();
        details.put("regions", String.valueOf(byRegion.size()));
        details.put("prefixes", String.valueOf(byPrefix.size()));
        details.put("active", String.valueOf(byRegion.size() + byPrefix.size() - problems.size()));
        problems.entrySet().stream()
                .limit(MAX_NAMED)
                .forEach(problem -> details.put(problem.getKey(), problem.getValue()));
        return Health.of(NAME, problems.isEmpty() ? HealthStatus.UP : HealthStatus.DEGRADED, details);
    }
}
