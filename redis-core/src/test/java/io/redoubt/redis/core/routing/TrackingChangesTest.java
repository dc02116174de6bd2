package io.redoubt.redis.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.TrackingListener;
import io.redoubt.redis.core.driver.TrackingSubscription;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Test that no command goes to a server that does not report changes while tracking counts as armed. */
@DisplayName("Tracking is not armed while a command goes to")
@Timeout(60)
final class TrackingChangesTest {

    private static final CallOptions OPTIONS = CallOptions.within(Duration.ofSeconds(30));
    private static final byte[] KEY = {'k'};
    private static final Command GET = Command.keyed("GET", KEY);
    private static final TrackingListener NOTHING = new TrackingListener() {
        @Override
        public void onInvalidate(List<byte[]> keys) {}

        @Override
        public void onGap() {}
    };

    private final ScriptedCluster cluster = new ScriptedCluster();
    private final AtomicReference<@Nullable TrackingSubscription> tracking = new AtomicReference<>();
    /** Whether tracking was armed when a node answered a GET, by node; the node reported changes otherwise. */
    private final Map<Node, Boolean> armedWithoutReports = new ConcurrentHashMap<>();

    private final CountDownLatch answeredWithoutReports = new CountDownLatch(1);

    private static RedisSettingsBuilder ofCluster() {
        return RedisSettings.builder().cluster(List.of(ScriptedCluster.FIRST, ScriptedCluster.SECOND));
    }

    private RoutedDriver open(RedisSettings settings) {
        RoutedDriver driver = RoutedDriver.of(cluster, settings, System::nanoTime);
        tracking.set(driver.track(List.of(new byte[] {'p'}), NOTHING, OPTIONS));
        assertThat(isArmed()).isTrue();
        cluster.onCall = (command, deadline) -> {
            if (command.equals("listen")) {
                awaitQuietly(answeredWithoutReports); // a further server reports changes only after it has answered
            }
            return null;
        };
        return driver;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isArmed() {
        TrackingSubscription current = tracking.get();
        return current != null && current.armed();
    }

    /** Records whether a node answers though nobody would hear of changes there. */
    private void answered(Node node) {
        if (!cluster.listening.contains(node)) {
            armedWithoutReports.merge(node, isArmed(), Boolean::logicalOr);
            answeredWithoutReports.countDown();
        }
    }

    /** Lets all masters redirect reads to a node that the topology does not name. */
    private void redirectToThird(String code) {
        cluster.reply = (node, command) -> {
            if (!command.equals("GET")) {
                return null;
            }
            if (!node.equals(ScriptedCluster.THIRD)) {
                return new Reply.Refusal(code, code + " " + HashSlot.of(KEY) + " " + ScriptedCluster.THIRD);
            }
            answered(node);
            return null;
        };
    }

    private void awaitArmed() throws InterruptedException {
        while (!isArmed()) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    @Test
    @DisplayName(
            "a node without slots to which masters redirect for a key that is being moved, until it reports changes")
    void asked() throws Exception {
        redirectToThird("ASK");
        try (RoutedDriver driver = open(ofCluster().build())) {
            assertThat(driver.execute(GET, OPTIONS)).isInstanceOf(Reply.Data.class);
            assertThat(armedWithoutReports).containsExactly(Map.entry(ScriptedCluster.THIRD, false));
            awaitArmed();
            assertThat(cluster.listening).contains(ScriptedCluster.THIRD);
            armedWithoutReports.clear();
            assertThat(driver.pipeline(List.of(GET, GET), OPTIONS)).allMatch(Reply.Data.class::isInstance);
            assertThat(armedWithoutReports).isEmpty();
        }
        assertThat(cluster.listening).isEmpty();
    }

    @Test
    @DisplayName("a node that a redirection names as the owner of a slot, before the topology does")
    void moved() throws Exception {
        redirectToThird("MOVED");
        try (RoutedDriver driver = open(ofCluster().build())) {
            assertThat(driver.execute(GET, OPTIONS)).isInstanceOf(Reply.Data.class);
            assertThat(armedWithoutReports).containsExactly(Map.entry(ScriptedCluster.THIRD, false));
            awaitArmed();
            assertThat(cluster.listening).contains(ScriptedCluster.THIRD);
        }
    }

    @Test
    @DisplayName("a new master of the topology, and not to the one before afterwards")
    void failedOver() throws Exception {
        cluster.reply = (node, command) -> {
            if (command.equals("GET")) {
                answered(node);
            }
            return null;
        };
        try (RoutedDriver driver =
                open(ofCluster().topologyRefresh(Duration.ofMillis(100)).build())) {
            cluster.secondOwner = ScriptedCluster.THIRD;
            Command onSecond = Command.keyed("GET", "a".getBytes(StandardCharsets.US_ASCII)); // slot 15495
            while (armedWithoutReports.isEmpty()) {
                assertThat(driver.execute(onSecond, OPTIONS)).isInstanceOf(Reply.Data.class);
            }
            awaitArmed();
            assertThat(armedWithoutReports).containsExactly(Map.entry(ScriptedCluster.THIRD, false));
            assertThat(cluster.listening).containsExactlyInAnyOrder(ScriptedCluster.FIRST, ScriptedCluster.THIRD);
        }
    }

    @Test
    @DisplayName("another server to which the host name of a master leads, once a probe has connected to it")
    void probed() throws Exception {
        AtomicBoolean isDown = new AtomicBoolean(true);
        AtomicReference<Boolean> armedAfterProbe = new AtomicReference<>();
        cluster.reply = (node, command) -> {
            if (command.equals("GET")) {
                armedAfterProbe.compareAndSet(null, isArmed());
                answeredWithoutReports.countDown();
            }
            return null;
        };
        try (RoutedDriver driver = open(ofCluster().build())) {
            cluster.onCall = (command, deadline) -> {
                if (command.equals("renew")) {
                    isDown.set(false);
                } else if (command.equals("listen")) {
                    awaitQuietly(answeredWithoutReports);
                }
                return command.equals("GET") && isDown.get()
                        ? DriverException.notExecuted(Kind.UNREACHABLE, "down", null)
                        : null;
            };
            while (armedAfterProbe.get() == null) {
                try {
                    driver.execute(GET, OPTIONS);
                } catch (DriverException down) {
                    TimeUnit.MILLISECONDS.sleep(1);
                }
            }
            assertThat(armedAfterProbe.get()).isFalse();
            awaitArmed();
        }
    }

    @Test
    @DisplayName("another server to which the host name leads, while the connections are being replaced")
    void renewed() throws Exception {
        AtomicReference<Boolean> armedDuringRenewal = new AtomicReference<>();
        cluster.reply = (node, command) -> command.equals("SET")
                ? new Reply.Refusal("READONLY", "READONLY You can't write against a read only replica.")
                : null;
        try (RoutedDriver driver =
                open(RedisSettings.builder().node(ScriptedCluster.FIRST).build())) {
            cluster.onCall = (command, deadline) -> {
                if (command.equals("renew")) { // after which the host name may lead to another server
                    armedDuringRenewal.compareAndSet(null, isArmed());
                }
                return null;
            };
            assertThat(driver.execute(Command.keyed("SET", KEY, KEY), OPTIONS)).isInstanceOf(Reply.Refusal.class);
            while (armedDuringRenewal.get() == null) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            assertThat(armedDuringRenewal.get()).isFalse();
            awaitArmed();
        }
    }
}
