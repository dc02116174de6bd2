package io.redoubt.tck.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.TrackingSubscription;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.PubSubChannel;
import io.redoubt.test.server.ProxiedServer;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisCluster;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Contract tests which verify that a driver's subscriptions follow slot moves and failovers of a cluster even if the
 * driver sends no commands. Connections that do not follow changes of the cluster by themselves are stale in these
 * tests.
 */
abstract class ClusterPushConnectionTests extends DriverTestBase {

    private RedisCluster cluster;

    @BeforeEach
    final void begin() {
        cluster = clusterForFaults();
    }

    @Test
    @DisplayName("of a sharded subscription follow their slot to another master, and report a gap")
    void slotMoves() {
        String channel = "{moving}channel";
        RecordingSubscriptionListener recorder = new RecordingSubscriptionListener();
        RedisDriver driver = driver(quiet().build());
        if (!subscribed(driver, recorder, channel)) {
            return;
        }
        assertThat(publish(channel, "before")).isEqualTo(1);

        move(channel);

        eventually().untilAsserted(() -> assertThat(publish(channel, "after")).isEqualTo(1));
        eventually()
                .untilAsserted(() -> assertThat(recorder.events())
                        .startsWith("before", "(gap)", "(gap)")
                        .endsWith("after"));
        assertThat(recorder.gaps()).isEqualTo(2);
    }

    @Test
    @DisplayName("of a sharded subscription are opened to the owner of the slot, even if the driver knows a former one")
    void slotHasMoved() {
        String channel = "{moved}channel";
        RedisDriver driver = driver(quiet().build());
        driver.onEveryMaster(ping(), LONG_TIMEOUT);
        move(channel);
        RecordingSubscriptionListener recorder = new RecordingSubscriptionListener();
        if (!subscribed(driver, recorder, channel)) {
            return;
        }
        assertThat(publish(channel, "heard")).isEqualTo(1);
        eventually().untilAsserted(() -> assertThat(recorder.events()).containsExactly("heard"));
    }

    @Test
    @DisplayName("are open when the first call of a driver that requests them returns, and opening them is no gap")
    void firstCall() {
        for (int round = 0; round < 5; round++) {
            String key = "first" + round;
            RecordingTrackingListener heard = new RecordingTrackingListener();
            RedisDriver driver = driver(quiet().build());
            TrackingSubscription tracking = closeAfterTest(driver.track(List.of(bytes("first")), heard, LONG_TIMEOUT));
            assertThat(tracking.armed()).isTrue();
            try (RawRedis raw = cluster.masterOf(key).raw()) {
                raw.text("SET", key, "changed");
            }
            eventually().untilAsserted(() -> assertThat(heard.keys).contains(key));
            assertThat(tracking.armed()).isTrue();
            assertThat(heard.gaps).hasValue(0);
        }
    }

    @Test
    @DisplayName("are replaced after their master has failed, and report a gap")
    void masterFails() {
        String key = cluster.keyOnMaster(1, number -> "failing" + number);
        RecordingSubscriptionListener recorder = new RecordingSubscriptionListener();
        RecordingTrackingListener heard = new RecordingTrackingListener();
        RedisDriver driver = driver(quiet().build());
        TrackingSubscription tracking = closeAfterTest(driver.track(List.of(bytes("failing")), heard, LONG_TIMEOUT));
        boolean sharded = subscribed(driver, recorder, key);

        ProxiedServer successor = cluster.failOver(cluster.masterOf(key));

        // In this order, since tracking still counts as armed until the loss is noticed.
        eventually().untilAsserted(() -> assertThat(heard.gaps).hasValueGreaterThanOrEqualTo(2));
        eventually().until(tracking::armed);
        // While the cluster stabilizes, connections may be replaced again. Changes during that gap are not received.
        eventually().untilAsserted(() -> {
            try (RawRedis raw = successor.raw()) {
                raw.text("SET", key, "changed");
            }
            assertThat(heard.keys).contains(key);
        });
        if (sharded) {
            eventually().untilAsserted(() -> {
                publish(key, "after");
                assertThat(recorder.events()).contains("after");
            });
            assertThat(recorder.events()).startsWith("(gap)", "(gap)");
        }
    }

    /** Settings under which only the push connections themselves can notice that something has changed. */
    private RedisSettingsBuilder quiet() {
        return settings(cluster).topologyRefresh(Duration.ofHours(1));
    }

    /**
     * Subscribes to a sharded channel. Returns false if the server does not support sharded channels and the
     * failure says so.
     */
    private boolean subscribed(RedisDriver driver, RecordingSubscriptionListener recorder, String channel) {
        List<PubSubChannel> channels = List.of(PubSubChannel.sharded(bytes(channel)));
        if (cluster.masters().get(0).server().version().startsWith("6.")) {
            assertThat(failureOf(() -> driver.subscribe(channels, recorder, LONG_TIMEOUT))
                            .kind())
                    .isEqualTo(Kind.ACCESS_DENIED);
            return false;
        }
        closeAfterTest(driver.subscribe(channels, recorder, LONG_TIMEOUT));
        return true;
    }

    private void move(String key) {
        migration(cluster, key).begin().finish();
        cluster.awaitStable();
    }

    /** Publishes a message and returns the number of receivers. */
    private long publish(String channel, String message) {
        try (RawRedis raw = cluster.masterOf(channel).raw()) {
            return raw.number("SPUBLISH", channel, message);
        }
    }
}
