package io.redoubt.health;

import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.health.Health;
import io.redoubt.api.health.HealthCheck;
import io.redoubt.api.health.HealthStatus;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.embedded.StoreInterceptor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Factory that creates health checks for Redis and for the in-memory stores, and combines several checks into one. */
public final class HealthChecks {

    private static final String EMBEDDED = "embedded";

    private HealthChecks() {}

    /**
     * Returns a check named {@code redis} that sends a PING. It reports UP with {@code latencyMs} (milliseconds,
     * three decimals) after a successful reply, otherwise DOWN with {@code error} and {@code message}. Does I/O on
     * the caller's thread.
     *
     * @param timeout how long the check may take
     * @param nanoTime the monotonic clock that measures the latency
     */
    public static HealthCheck redis(RedisDriver driver, Duration timeout, LongSupplier nanoTime) {
        return new RedisHealthCheck(driver, timeout, nanoTime);
    }

    /**
     * Returns a check named {@code embedded} that is UP, and whose details say that state lives in this process
     * only. It is DOWN only while the gate of the stores is closed, as in a test of an outage.
     */
    public static HealthCheck embedded(StoreInterceptor gate) {
        Health up = Health.of(EMBEDDED, HealthStatus.UP, Map.of("scope", "this process only"));
        return () -> {
            try {
                gate.pass();
                return up;
            } catch (StoreUnavailableException e) {
                return Health.of(EMBEDDED, HealthStatus.DOWN, Map.of("message", String.valueOf(e.getMessage())));
            }
        };
    }

    /**
     * Returns a check that runs the given ones one after the other. It is DOWN if any of them is, else DEGRADED if
     * any is, else UNKNOWN if any is, else UP. A check that throws, which it must not, counts as UNKNOWN.
     */
    public static HealthCheck composite(String name, List<HealthCheck> checks) {
        return new CompositeHealthCheck(name, List.copyOf(checks));
    }
}
