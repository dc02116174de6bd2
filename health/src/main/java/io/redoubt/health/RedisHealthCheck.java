package io.redoubt.health;

import io.redoubt.api.health.Health;
import io.redoubt.api.health.HealthCheck;
import io.redoubt.api.health.HealthStatus;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/** Health check that sends a PING to Redis and measures the time until the reply arrives. */
final class RedisHealthCheck implements HealthCheck {

    private static final String NAME = "redis";
    private static final Command PING = Command.keyless("PING");

    private final RedisDriver driver;
    private final CallOptions options;
    private final LongSupplier nanoTime;

    RedisHealthCheck(RedisDriver driver, Duration timeout, LongSupplier nanoTime) {
        this.driver = driver;
        this.options = CallOptions.within(timeout).repeatable();
        this.nanoTime = nanoTime;
    }

    @Override
    public Health check() {
        long start = nanoTime.getAsLong();
        try {
            Reply reply = driver.execute(PING, options);
            double millis = (nanoTime.getAsLong() - start) / 1e6;
            if (reply instanceof Reply.Refusal refusal) {
                return down(refusal.code(), refusal.message());
            }
            return Health.of(NAME, HealthStatus.UP, Map.of("latencyMs", String.format(Locale.ROOT, "%.3f", millis)));
        } catch (DriverException e) {
            return down(e.kind().name(), String.valueOf(e.getMessage()));
        }
    }

    private static Health down(String error, String message) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("error", error);
        details.put("message", message);
        return Health.of(NAME, HealthStatus.DOWN, details);
    }
}
