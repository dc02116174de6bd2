package io.redoubt.health;

import io.redoubt.api.health.Health;
import io.redoubt.api.health.HealthCheck;
import io.redoubt.api.health.HealthStatus;
import io.redoubt.redis.core.driver.RedisDriver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Makes health checks. */
public final class HealthChecks {

    private HealthChecks() {}

    /**
     * A check named {@code redis} that sends a PING: UP with {@code latencyMs} (milliseconds, three decimals) if it is
     * answered, else DOWN with {@code error} and {@code message}. Does I/O in the caller's thread.
     *
     * @param timeout how long the check may take
     * @param nanoTime the monotonic clock that measures the latency
     */
    public static HealthCheck redis(RedisDriver driver, Duration timeout, LongSupplier nanoTime) {
        return new RedisHealthCheck(driver, timeout, nanoTime);
    }

    /** A check named {@code embedded} that is always UP, and says that state lives in this process only. */
    public static HealthCheck embedded() {
        Health up = Health.of("embedded", HealthStatus.UP, Map.of("scope", "this process only"));
        return () -> up;
    }

    /**
     * The checks together, run one after the other: DOWN if one is, else DEGRADED if one is, else UNKNOWN if one is, else
     * UP. A check that throws, which it must not, counts as UNKNOWN.
     */
    public static HealthCheck composite(String name, List<HealthCheck> checks) {
        return new CompositeHealthCheck(name, List.copyOf(checks));
    }
}
