package io.redoubt.api.health;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a {@link HealthCheck} found. Immutable, thread-safe.
 *
 * @param name the component, for example {@code redis}
 * @param status how it is
 * @param details facts for an operator, in the order in which they should be read; never a secret
 * @param components the parts that it was composed of
 */
public record Health(String name, HealthStatus status, Map<String, String> details, List<Health> components) {

    public Health {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
        components = List.copyOf(components);
    }

    /** The health of something without parts. */
    public static Health of(String name, HealthStatus status, Map<String, String> details) {
        return new Health(name, status, details, List.of());
    }
}
