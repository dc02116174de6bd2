package io.redoubt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redoubt.redis.ConnectionEvent;
import io.redoubt.redis.Node;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.Reply;
import io.redoubt.tck.log.CapturedLog;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The check of the eviction policy")
final class EvictionPolicyMonitorTest {

    private static final Node NODE = new Node("known", 6379);
    private static final Node OTHER = new Node("unknown", 6379);
    private static final Reply INFO =
            Reply.Data.of("maxmemory_policy:allkeys-lru\r\n".getBytes(StandardCharsets.US_ASCII));

    private final AtomicInteger checks = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
    private final List<ConnectionEvent> events = new CopyOnWriteArrayList<>();

    @Test
    @DisplayName(
            "reads the policy of a server once a minute, however often it is connected to, and passes all events on")
    void onceAMinute() {
        try (CapturedLog log = CapturedLog.of("io.redoubt.EvictionPolicyMonitor");
                EvictionPolicyMonitor check = new EvictionPolicyMonitor(events::add, clock::get)) {
            check.start(driver(), Duration.ofSeconds(1));
            check.onEvent(new ConnectionEvent.Connected(NODE));
            // That line is written after the time of the check was recorded.
            await().until(() -> log.lines().stream().anyMatch(line -> line.contains("allkeys-lru")));

            for (int i = 0; i < 10_000; i++) {
                check.onEvent(new ConnectionEvent.Connected(NODE));
            }
            check.onEvent(new ConnectionEvent.TopologyChanged(List.of(NODE, OTHER)));
            await().until(() -> checks.get() >= 2);
            assertThat(checks).hasValue(2);

            clock.addAndGet(Duration.ofMinutes(1).toNanos());
            check.onEvent(new ConnectionEvent.Connected(NODE));
            await().until(() -> checks.get() == 3);
            assertThat(events).hasSize(10_003);
        }
    }

    @Test
    @DisplayName("goes on after an Error")
    void error() {
        failures.set(1);
        try (CapturedLog log = CapturedLog.of("io.redoubt.EvictionPolicyMonitor");
                EvictionPolicyMonitor check = new EvictionPolicyMonitor(events::add, clock::get)) {
            check.start(driver(), Duration.ofSeconds(1));
            check.onEvent(new ConnectionEvent.Connected(NODE));
            await().until(() -> failures.get() <= 0);
            check.onEvent(new ConnectionEvent.Connected(NODE));
            await().until(() -> log.lines().stream().anyMatch(line -> line.contains("allkeys-lru")));
        }
    }

    /** Returns a driver of one master. */
    private RedisDriver driver() {
        return (RedisDriver) Proxy.newProxyInstance(
                RedisDriver.class.getClassLoader(), new Class<?>[] {RedisDriver.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("onEveryMaster");
                    checks.incrementAndGet();
                    if (failures.getAndDecrement() > 0) {
                        throw new NoClassDefFoundError("planted");
                    }
                    return Map.of(NODE, INFO);
                });
    }
}
