package io.redoubt.test;

import io.redoubt.api.health.HealthStatus;
import io.redoubt.test.proxy.FaultProxy;
import java.time.Duration;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Test control that makes a real Redis server unreachable or slow, through a proxy in front of the server. */
final class ProxyRedisFaults implements RedisFaults {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final FaultProxy proxy;
    private final Supplier<HealthStatus> health;

    /**
     * Creates the faults of that proxy.
     *
     * @param health a call to the server, through the proxy
     */
    ProxyRedisFaults(FaultProxy proxy, Supplier<HealthStatus> health) {
        this.proxy = proxy;
        this.health = health;
    }

    @Override
    public void down() {
        proxy.refuse();
        proxy.resetAll();
    }

    @Override
    public void slow(Duration latency) {
        if (latency.isNegative()) {
            throw new IllegalArgumentException("not a latency: " + latency);
        }
        proxy.heal();
        proxy.faults().delay(latency, Duration.ZERO);
    }

    @Override
    public void up() {
        proxy.heal();
        try {
            Awaitility.await()
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .atMost(PATIENCE)
                    .until(() -> health.get() == HealthStatus.UP);
        } catch (ConditionTimeoutException e) {
            throw new IllegalStateException("calls to Redis still fail " + PATIENCE + " after RedisFaults.up()", e);
        }
    }
}
