package io.redoubt.tck.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.routing.RedisDriverFactory;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.PubSubChannel;
import io.redoubt.tck.invariants.ThreadLeaks;
import io.redoubt.test.proxy.FaultProxy;
import io.redoubt.test.server.ProxiedServer;
import io.redoubt.test.server.RedisCluster;
import io.redoubt.test.server.RedisClusters;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Contract tests which verify that a Redis driver leaves no resources behind even if it is opened and closed many
 * times.
 */
abstract class DriverResourceLeakTests extends DriverTestBase {

    private static final CallOptions SHORT = CallOptions.within(Duration.ofMillis(25));
    private static final int WARM_UP = 4;
    /** Tolerated growth of memory. A leak of one driver per round would exceed it. */
    private static final long LEFT_BYTES = 16 << 20;

    /** Faults that can occur between connecting and closing. */
    private static final List<Consumer<FaultProxy>> FAULTS = List.of(
            FaultProxy::resetAll,
            FaultProxy::halfCloseAll,
            proxy -> proxy.faults().blackHole(),
            proxy -> {
                proxy.refuse();
                proxy.resetAll();
            });

    @Test
    @DisplayName("is no thread and no socket after 20 rounds of connecting, fault and close")
    void twenty() {
        standalone(20);
        cluster(20);
    }

    @Tag("slow")
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    @Test
    @DisplayName("is no thread, no socket and no memory after 200 rounds with one server")
    void twoHundred() {
        standalone(200);
    }

    @Tag("slow")
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    @Test
    @DisplayName("is no thread, no socket and no memory after 200 rounds with a cluster")
    void twoHundredOnCluster() {
        cluster(200);
    }

    private void standalone(int rounds) {
        RedisServer server = RedisServers.shared();
        FaultProxy proxy = closeAfterTest(FaultProxy.before(server.host(), server.port()));
        rounds(rounds, settings(new Node(proxy.host(), proxy.port())), List.of(proxy), () -> {});
    }

    private void cluster(int rounds) {
        RedisCluster cluster = RedisClusters.shared();
        rounds(
                rounds,
                settings(cluster),
                cluster.masters().stream().map(ProxiedServer::proxy).toList(),
                // Replicas replicate through the same proxies, whose sockets are counted as well.
                cluster::awaitStable);
    }

    private void rounds(int rounds, RedisSettingsBuilder settings, List<FaultProxy> proxies, Runnable settle) {
        RedisSettings complete = settings.build();
        for (int round = 0; round < WARM_UP; round++) {
            round(complete, proxies, round);
        }
        settle.run();
        var threads = ThreadLeaks.noneBut(THREAD_NAME, "redoubt-tck-").snapshot();
        int sockets = OpenSockets.list().size();
        long bytes = usedBytes();
        for (int round = 0; round < rounds; round++) {
            round(complete, proxies, round);
        }
        settle.run();
        threads.verify();
        eventually().untilAsserted(() -> assertThat(OpenSockets.list()).hasSizeLessThanOrEqualTo(sockets));
        eventually().untilAsserted(() -> assertThat(usedBytes()).isLessThan(bytes + LEFT_BYTES));
    }

    private void round(RedisSettings settings, List<FaultProxy> proxies, int round) {
        try (RedisDriver driver = RedisDriverFactory.open(provider(), settings, System::nanoTime)) {
            driver.onEveryMaster(ping(), LONG_TIMEOUT);
            driver.subscribe(
                    List.of(PubSubChannel.global(bytes("news"))), new RecordingSubscriptionListener(), LONG_TIMEOUT);
            driver.track(List.of(bytes(PREFIX)), new RecordingTrackingListener(), LONG_TIMEOUT);
            FaultProxy harmed = proxies.get(round % proxies.size());
            FAULTS.get(round % FAULTS.size()).accept(harmed);
            for (int call = 0; call < 3; call++) {
                try {
                    driver.execute(get(PREFIX + call), SHORT);
                } catch (DriverException e) {
                    // A failure is allowed: only resources left behind count.
                    assertThat(e.kind()).isNotNull();
                }
            }
        } finally {
            proxies.forEach(FaultProxy::heal);
        }
    }

    private static long usedBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
