package io.redoubt.cache;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.NearCacheStatistics.State;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.json.JsonCodec;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.routing.RedisDriverFactory;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.backend.BackendAddress;
import io.redoubt.test.process.ChildJvm;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Test of the memory, the threads and the connections of near caches. */
@DisplayName("A near cache")
final class NearMemoryTest {

    private static final int BATCH = 1_000;
    private static final long MAX_BYTES = 1 << 20;
    private static final long MAX_ENTRIES = 1_000;

    static Stream<RedisDriverProvider> drivers() {
        return Stream.of(new LettuceDriverProvider(), new JedisDriverProvider());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("drivers")
    @DisplayName("stays within its bounds, and leaves no thread and no connection when it is closed")
    void brief(RedisDriverProvider driver) {
        bounded(driver, 20_000);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("drivers")
    @Tag("slow")
    @DisplayName("stays within its bounds in a heap of 64 MiB under 10 million different keys")
    void lengthy(RedisDriverProvider driver) {
        ServerOptions options =
                ServerOptions.defaults().config("maxmemory", "64mb").config("maxmemory-policy", "allkeys-lru");
        try (RedisServer server = RedisServers.start(options)) {
            BackendAddress address =
                    new BackendAddress(driver.name(), "redis://" + server.host() + ":" + server.port(), "memory:");
            for (NearCacheSettings near :
                    List.of(NearCacheSettings.maxEntries(10 * MAX_ENTRIES), NearCacheSettings.maxBytes(MAX_BYTES))) {
                try (ChildJvm child = NearMemoryProcess.start(address, near, 5_000_000)) { // for each of two bounds
                    String outcome = ChildOutput.next(child, "kept", "failed");
                    System.out.println("near memory, " + driver.name() + ", " + near + ": " + outcome);
                    assertThat(outcome).startsWith("kept");
                    assertThat(ChildOutput.next(child, "closed", "failed")).isEqualTo("closed");
                    try (RawRedis raw = server.raw()) {
                        eventually(() -> trackingConnections(raw) == 0
                                && String.valueOf(raw.call("CLIENT", "LIST"))
                                                .lines()
                                                .count()
                                        == 1);
                    }
                    child.send("end");
                }
            }
        }
    }

    private static void bounded(RedisDriverProvider provider, int keys) {
        ServerOptions options =
                ServerOptions.defaults().config("maxmemory", "64mb").config("maxmemory-policy", "allkeys-lru");
        try (RedisServer server = RedisServers.start(options);
                RawRedis raw = server.raw();
                RedisDriver driver = RedisDriverFactory.open(
                        provider, RedisSettings.of(server.host(), server.port()), System::nanoTime)) {
            try (CacheStoreFactory caches = CacheStoreFactory.redis(
                    driver,
                    ofSeconds(30),
                    new CacheSettings(JsonCodec.create(), "memory:", CacheSettings.DEFAULT_MAX_VALUE_BYTES),
                    System::nanoTime)) {
                for (NearCacheSettings near :
                        List.of(NearCacheSettings.maxEntries(MAX_ENTRIES), NearCacheSettings.maxBytes(MAX_BYTES))) {
                    fill(caches, near, keys);
                }
                assertThat(trackingConnections(raw)).isPositive();
            }
            // The driver is still open, and would keep what the near caches leave to it.
            eventually(() -> trackingConnections(raw) == 0 && trackingThreads().isEmpty());
        }
    }

    private static void fill(CacheStoreFactory caches, NearCacheSettings near, int keys) {
        Region<String, String> region = caches.store()
                .region(RegionSpec.of("bounded", String.class)
                        .ttl(ofMinutes(30))
                        .near(near.maxAge(ofMinutes(30))));
        eventually(() -> region.statistics().near().state() == State.ACTIVE);
        for (int first = 0; first < keys; first += BATCH) {
            Map<String, String> values = new HashMap<>();
            for (int key = first; key < first + BATCH; key++) {
                values.put("key" + key, "the value of key " + key);
            }
            region.putAll(values);
            assertThat(region.getAll(values.keySet(), missing -> Map.of())).hasSizeLessThanOrEqualTo(BATCH);
            assertThat(region.statistics().near().size()).isLessThanOrEqualTo(near.size());
        }
        // The reports of the changes may have dropped what was read; the last batches alone exceed each bound.
        eventually(() -> {
            for (int first = keys - 5 * BATCH; first < keys; first += BATCH) {
                region.getAll(
                        IntStream.range(first, first + BATCH)
                                .mapToObj(key -> "key" + key)
                                .toList(),
                        missing -> Map.of());
            }
            return region.statistics().near().entries() > 0
                    && region.statistics().near().evictions() > 0;
        });
        System.out.println("near memory: " + region.statistics().near());
    }

    private static long trackingConnections(RawRedis raw) {
        return String.valueOf(raw.call("CLIENT", "LIST"))
                .lines()
                .filter(line -> line.matches(".* flags=\\S*t.*"))
                .count();
    }

    private static List<String> trackingThreads() {
        List<String> names = new ArrayList<>();
        Thread.getAllStackTraces().keySet().forEach(thread -> names.add(thread.getName()));
        names.removeIf(name -> !name.startsWith("redoubt-near-tracking") && !name.startsWith("redoubt-redis-tracking"));
        return names;
    }

    private static void eventually(Callable<Boolean> condition) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(ofMillis(5))
                .atMost(ofSeconds(60))
                .until(condition);
    }
}
