package io.redoubt.api.health;

/** Health status of a component: up, degraded, down or unknown. */
public enum HealthStatus {
    /** Everything works. */
    UP,
    /** The component serves requests at reduced quality: a fallback is in use, or one of its parts is not healthy. */
    DEGRADED,
    /** The component does not serve requests. */
    DOWN,
    /** The status could not be determined. */
    UNKNOWN
}
