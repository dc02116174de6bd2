package io.redoubt.api.health;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Result of a {@link HealthCheck}: the status and details of a component, and the results of its subcomponents.
 * Immutable, thread-safe.
 *
 * @param name name of the component, for example {@code redis}
 * @param status status of the component
 * @param details facts for an operator, in the order in which they should be read; never a secret
 * @param components results of the parts of a composite
 */
public record Health(String name, HealthStatus status, Map<String, String> details, List<Health> components) {

    public Health {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
        components = List.copyOf(components);
    }

    /** Returns the result for a component without parts. */
    public static Health of(String name, HealthStatus status, Map<String, String> details) {
        return new Health(name, status, details, List.of());
    }
}
