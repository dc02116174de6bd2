package io.redoubt.api.health;

/** How a component is, from well to unknown. */
public enum HealthStatus {
    /** Everything works. */
    UP,
    /** It serves, with less than it has: a fallback is in use, or a part of it is not well. */
    DEGRADED,
    /** It does not serve. */
    DOWN,
    /** It cannot be told. */
    UNKNOWN
}
