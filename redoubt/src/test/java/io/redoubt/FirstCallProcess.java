package io.redoubt;

import io.redoubt.api.ratelimit.Decision;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import java.time.Duration;
import java.util.UUID;

/**
 * Main class of a JVM whose first calls come at once, while other threads keep the processors busy. Prints "answered",
 * or the failure. Arguments: driver, host, port.
 */
final class FirstCallProcess {

    private static final int BUSY_THREADS = 2;

    private FirstCallProcess() {}

    public static void main(String[] arguments) {
        for (int i = 0; i < BUSY_THREADS; i++) {
            Thread busy = new Thread(
                    () -> {
                        while (true) {
                            Thread.onSpinWait();
                        }
                    },
                    "busy-" + i);
            busy.setDaemon(true);
            busy.start();
        }
        String outcome;
        try (Redoubt redoubt = Redoubt.connect(RedoubtSettings.builder()
                .redis(RedisSettings.builder()
                        .node(new Node(arguments[1], Integer.parseInt(arguments[2])))
                        .build())
                .driver(arguments[0])
                .keyPrefix("first-call-" + UUID.randomUUID())
                .rateLimitTimeout(Duration.ofSeconds(1))
                .build())) {
            Decision decision = redoubt.rateLimiter()
                    .tryAcquire(RateLimitPolicy.slidingWindow("login", 5, Duration.ofMinutes(1))
                            .by("user", "1"));
            redoubt.cache().get("k", String.class);
            outcome = decision.source() == Decision.Source.STORE ? "answered" : decision.toString();
        } catch (RuntimeException e) {
            outcome = String.valueOf(e);
        }
        System.out.println(outcome);
        System.exit(0);
    }
}
