package io.redoubt.api.health;

/**
 * Function that checks the health of one component and reports the result as a {@link Health} object.
 *
 * <p>Thread-safe. A check is bounded in time and never throws: a failure is reported as {@link HealthStatus#DOWN}
 * or {@link HealthStatus#UNKNOWN}, with the reason in the details.
 */
@FunctionalInterface
public interface HealthCheck {

    /** Runs the check, and returns the current health. */
    Health check();
}
