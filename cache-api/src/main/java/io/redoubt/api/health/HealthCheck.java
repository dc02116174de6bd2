package io.redoubt.api.health;

/**
 * Something that can say how it is.
 *
 * <p>Thread-safe. A check is bounded in time and never throws: what goes wrong is {@link HealthStatus#DOWN} or
 * {@link HealthStatus#UNKNOWN}, with the reason among the details.
 */
@FunctionalInterface
public interface HealthCheck {

    /** How it is now. */
    Health check();
}
