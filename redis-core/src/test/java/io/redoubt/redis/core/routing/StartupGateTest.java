package io.redoubt.redis.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@DisplayName("The gate at which calls wait for the first connection")
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
final class StartupGateTest {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final CallOptions OPTIONS = CallOptions.within(Duration.ofMillis(1));

    /** Enough nodes to find one whose circuit breaker is closed until the last connect timeout. */
    private static final List<Node> SEEDS =
            IntStream.range(0, 20).mapToObj(i -> new Node("seed" + i, 7000)).toList();

    private final AtomicLong clock = new AtomicLong();
    private final ScriptedCluster cluster = new ScriptedCluster();

    @Test
    @DisplayName("opens when its time has passed since it was closed, whenever a call comes")
    void opensByItself() {
        StartupGate gate = new StartupGate(Duration.ofHours(1), clock::get);
        gate.close();
        clock.addAndGet(Duration.ofHours(1).toNanos());

        gate.pass();
        clock.addAndGet(-Duration.ofHours(1).toNanos());
        gate.pass();
    }

    @Test
    @DisplayName("opens after two connect timeouts if no node of a cluster answers")
    void silentCluster() {
        cluster.onCall = (command, deadline) -> {
            clock.addAndGet(deadline.remainingNanos());
            return DriverException.notExecuted(Kind.TIMEOUT, "silent", null);
        };
        try (RoutedDriver driver = driver()) {
            driver.connectInBackground();
            passGate(driver);
            // A search that has begun goes on for two seconds at most, also that of the call that passes the gate.
            assertThat(Duration.ofNanos(clock.get()))
                    .isLessThanOrEqualTo(CONNECT_TIMEOUT.multipliedBy(2).plusSeconds(3 * 2));
        }
    }

    @Test
    @DisplayName("gives everything that loads classes one deadline")
    void oneDeadline() {
        Map<String, Long> deadlines = new ConcurrentHashMap<>();
        cluster.onCall = (command, deadline) -> {
            deadlines.merge(command, clock.get() + deadline.remainingNanos(), Math::max);
            clock.addAndGet(Duration.ofSeconds(1).toNanos());
            return null;
        };
        try (RoutedDriver driver = driver()) {
            driver.connectInBackground();
            passGate(driver);
            assertThat(deadlines.get("PING")).isEqualTo(deadlines.get("renew"));
        }
    }

    private static void passGate(RoutedDriver driver) {
        try {
            driver.topology(OPTIONS);
        } catch (DriverException e) {
            assertThat(e.execution()).isEqualTo(Execution.NOT_EXECUTED);
        }
    }

    private RoutedDriver driver() {
        return RoutedDriver.of(
                cluster,
                RedisSettings.builder()
                        .cluster(SEEDS)
                        .connectTimeout(CONNECT_TIMEOUT)
                        .build(),
                clock::get);
    }
}
