package io.redoubt.cache.internal.region;

import io.redoubt.api.cache.NearCacheStatistics.State;
import io.redoubt.api.health.Health;
import io.redoubt.api.health.HealthCheck;
import io.redoubt.api.health.HealthStatus;
import io.redoubt.cache.internal.near.ReportState;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Health check of all near caches (caches in this process): UP if all are active, DEGRADED if at least one is not.
 * Never DOWN, since reads work without near caches. Those that rely on messages of other processes are in use; they are
 * counted and named, with the reason. Thread-safe; does no I/O.
 *
 * @param regions what is shared by the regions of a name, by that name
 * @param prefixes returns the states of the reports on which near caches of key prefixes rely, by prefix
 */
record NearHealthCheck(Map<String, SharedRegionState> regions, Supplier<Map<String, ReportState.Status>> prefixes)
        implements HealthCheck {

    /** Maximum number of near caches that the details name. */
    static final int MAX_NAMED = 20;

    private static final String NAME = "near";

    @Override
    public Health check() {
        Map<String, ReportState.Status> states = new LinkedHashMap<>();
        new TreeMap<>(regions).forEach((name, region) -> {
            if (!region.nearCaches().isEmpty()) {
                states.put("region " + name, region.nearCaches().status());
            }
        });
        int byRegion = states.size();
        prefixes.get().forEach((prefix, status) -> states.put("prefix " + prefix, status));
        Map<String, String> problems =
                reasons(states, status -> !status.problem().isEmpty());
        Map<String, String> byMessages = reasons(states, status -> status.state() == State.MESSAGES);
        Map<String, String> details = new LinkedHashMap<>();
        details.put("regions", String.valueOf(byRegion));
        details.put("prefixes", String.valueOf(states.size() - byRegion));
        details.put("active", String.valueOf(states.size() - problems.size()));
        if (!byMessages.isEmpty()) {
            details.put("messages", String.valueOf(byMessages.size()));
        }
        Map<String, String> named = new LinkedHashMap<>(problems);
        named.putAll(byMessages);
        named.entrySet().stream().limit(MAX_NAMED).forEach(reason -> details.put(reason.getKey(), reason.getValue()));
        return Health.of(NAME, problems.isEmpty() ? HealthStatus.UP : HealthStatus.DEGRADED, details);
    }

    private static Map<String, String> reasons(
            Map<String, ReportState.Status> states, Predicate<ReportState.Status> condition) {
        Map<String, String> reasons = new LinkedHashMap<>();
        states.forEach((name, status) -> {
            if (condition.test(status)) {
                reasons.put(name, status.reason());
            }
        });
        return reasons;
    }
}
