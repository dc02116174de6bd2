package io.redoubt.cache;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.cache.LoadedValue;
import io.redoubt.api.cache.LoadedValue.Origin;
import io.redoubt.api.cache.Lookup;
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
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.test.server.ProxiedServer;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Test of near caches while Redis is unreachable, with a clock that the test moves. */
@DisplayName("While Redis is unreachable, a near cache")
@ParameterizedClass
@MethodSource("drivers")
final class NearOutageTest {

    private static final Duration SERVED = ofMinutes(10);
    private static final NearCacheSettings DROPPING =
            NearCacheSettings.maxEntries(1_000).maxAge(ofMinutes(30));
    private static final NearCacheSettings SERVING = DROPPING.serveWhileDown(SERVED);

    private final RedisDriverProvider provider;
    private final AtomicLong moved = new AtomicLong();
    private ProxiedServer server;
    private RedisDriver driver;
    private ReportBarrier barrier;
    private long gapsBefore;
    private CacheStoreFactory caches;

    NearOutageTest(RedisDriverProvider provider) {
        this.provider = provider;
    }

    static Stream<RedisDriverProvider> drivers() {
        return Stream.of(new LettuceDriverProvider(), new JedisDriverProvider());
    }

    @BeforeEach
    void open() {
        server = ProxiedServer.standalone(ServerOptions.defaults());
        RedisSettings settings = RedisSettings.builder()
                .node(server.address())
                .connectTimeout(ofSeconds(5))
                .build();
        driver = RedisDriverFactory.open(provider, settings, System::nanoTime);
        CacheSettings cache = new CacheSettings(JsonCodec.create(), "out:", CacheSettings.DEFAULT_MAX_VALUE_BYTES);
        barrier = new ReportBarrier(driver, "out:");
        caches = CacheStoreFactory.redis(
                barrier.observed(), ofSeconds(10), cache, () -> System.nanoTime() + moved.get());
    }

    @AfterEach
    void close() {
        caches.close();
        barrier.close();
        driver.close();
        server.close();
    }

    private Region<String, String> region(NearCacheSettings near) {
        Region<String, String> region = caches.store()
                .region(RegionSpec.of("names", String.class).ttl(ofMinutes(60)).near(near));
        eventually().until(() -> region.statistics().near().state() == State.ACTIVE);
        return region;
    }

    private static ConditionFactory eventually() {
        return Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(ofMillis(5))
                .atMost(ofSeconds(60));
    }

    /** Reads keys until their values are near. No report of an earlier change is on its way then. */
    private void keepNear(Region<String, String> region, String... keys) {
        gapsBefore = region.statistics().near().gaps();
        eventually()
                .ignoreExceptionsInstanceOf(DriverException.class) // while the driver still leaves the server alone
                .until(() -> {
                    barrier.beforeRead("names");
                    return true;
                });
        for (String key : keys) {
            eventually().until(() -> fetch(region, key).origin() == Origin.NEAR);
        }
    }

    private static LoadedValue<String> fetch(Region<String, String> region, String key) {
        return region.fetch(key, id -> "loaded");
    }

    private void takeDown(Region<String, String> region) {
        server.kill();
        // A gap that belongs to an earlier restart may come late, and leave nothing to be counted for this one.
        eventually()
                .until(() -> region.statistics().near().state() != State.ACTIVE
                        && region.statistics().near().gaps() > gapsBefore);
    }

    private void restart(Region<String, String> region) {
        server.restartEmpty();
        eventually().until(() -> region.statistics().near().state() == State.ACTIVE);
    }

    @Test
    @DisplayName("returns values in use by every way of reading, marked, for as long as it may")
    void serves() {
        Region<String, String> region = region(SERVING);
        region.put("a", "A");
        region.put("b", "B");
        keepNear(region, "a", "b");
        takeDown(region);
        for (int i = 0; i < 20; i++) {
            assertThat(fetch(region, "a")).isEqualTo(new LoadedValue<>("A", Origin.NEAR_STORE_DOWN));
        }
        assertThat(region.get("a", id -> "loaded")).isEqualTo("A");
        assertThat(region.lookup("a")).isInstanceOfSatisfying(Lookup.Stale.class, stale -> {
            assertThat(stale.found()).isEqualTo("A");
            assertThat(stale.source()).isEqualTo(Lookup.Source.NEAR);
        });
        assertThat(region.getAll(List.of("a", "b"), missing -> Map.of())).isEqualTo(Map.of("a", "A", "b", "B"));
        assertThat(region.statistics().near().servedWhileDown()).isGreaterThan(20);

        moved.addAndGet(SERVED.minusMinutes(5).toNanos());
        assertThat(fetch(region, "a").origin()).isEqualTo(Origin.NEAR_STORE_DOWN);
        moved.addAndGet(ofMinutes(5).toNanos());
        assertThat(fetch(region, "a")).isEqualTo(new LoadedValue<>("loaded", Origin.LOADED_STORE_DOWN));
        assertThat(region.lookup("a")).isInstanceOf(Lookup.Unavailable.class);
    }

    @Test
    @Tag("slow")
    @DisplayName("returns values in use for two minutes, each marked, without a load or an exception")
    void lengthy() throws Exception {
        Region<String, String> region =
                region(NearCacheSettings.maxEntries(1_000).serveWhileDown(ofMinutes(5)));
        Map<String, String> values =
                IntStream.range(0, 200).boxed().collect(Collectors.toMap(i -> "key" + i, i -> "value of key" + i));
        region.putAll(values);
        keepNear(region, values.keySet().toArray(String[]::new));
        takeDown(region);
        long end = System.nanoTime() + ofMinutes(2).toNanos();
        List<String> keys = List.copyOf(values.keySet());
        AtomicLong reads = new AtomicLong();
        ExecutorService readers = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> results = IntStream.range(0, 8)
                    .<Future<?>>mapToObj(i -> readers.submit(() -> {
                        for (int next = i; System.nanoTime() - end < 0; next++) {
                            String key = keys.get(next % keys.size());
                            assertThat(fetch(region, key))
                                    .isEqualTo(new LoadedValue<>(values.get(key), Origin.NEAR_STORE_DOWN));
                            assertThat(region.lookup(key)).isInstanceOf(Lookup.Stale.class);
                            reads.addAndGet(2);
                        }
                    }))
                    .toList();
            for (Future<?> result : results) {
                result.get();
            }
        } finally {
            readers.shutdownNow();
        }
        System.out.println("near outage, " + provider.name() + ": " + reads + " reads, "
                + region.statistics().near());
        restart(region);
        eventually()
                .ignoreExceptions() // A put that failed before may still remove the value of a later one.
                .until(() -> {
                    region.put("key0", "after");
                    return "after".equals(region.get("key0", id -> "loaded"));
                });
    }

    @Test
    @DisplayName(
            "does not return what was deleted together with all keys before, nor an older value than was read since")
    void deletedBefore() {
        Region<String, String> region = region(SERVING);
        region.put("a", "A");
        keepNear(region, "a");
        long gaps = region.statistics().near().gaps();
        try (RawRedis redis = server.raw()) {
            redis.call("FLUSHALL");
        }
        eventually()
                .until(() -> region.statistics().near().gaps() > gaps
                        && region.statistics().near().entries() == 0);
        server.kill();
        assertThat(fetch(region, "a")).isEqualTo(new LoadedValue<>("loaded", Origin.LOADED_STORE_DOWN));

        restart(region);
        eventually().ignoreExceptions().untilAsserted(() -> region.put("b", "B"));
        keepNear(region, "b");
        takeDown(region);
        restart(region);
        eventually().until(() -> region.lookup("b") instanceof Lookup.Miss);
        server.kill();
        assertThat(fetch(region, "b")).isEqualTo(new LoadedValue<>("loaded", Origin.LOADED_STORE_DOWN));
    }

    @Test
    @DisplayName("does not return what this process has invalidated meanwhile, by key, by tag or with the region")
    void invalidatedMeanwhile() {
        Region<String, String> region = region(SERVING);
        region.put("a", "A");
        region.put("b", "B", "tag");
        region.put("c", "C", "other");
        keepNear(region, "a", "b", "c");
        takeDown(region);
        attempt(() -> region.invalidate("a"));
        assertThat(fetch(region, "a")).isEqualTo(new LoadedValue<>("loaded", Origin.LOADED_STORE_DOWN));
        attempt(() -> region.invalidateTag("tag"));
        assertThat(fetch(region, "b").value()).isEqualTo("loaded");
        assertThat(fetch(region, "c")).isEqualTo(new LoadedValue<>("C", Origin.NEAR_STORE_DOWN));
        attempt(region::clear);
        assertThat(fetch(region, "c").value()).isEqualTo("loaded");
    }

    @Test
    @DisplayName("does not return what this process had invalidated before, by key, by tag or with the region")
    void invalidatedBefore() {
        Region<String, String> region = region(SERVING);
        region.put("a", "A");
        region.put("b", "B", "tag");
        region.put("c", "C", "other");
        keepNear(region, "a", "b", "c");
        region.invalidate("a");
        region.invalidateTag("tag");
        takeDown(region);
        assertThat(fetch(region, "a")).isEqualTo(new LoadedValue<>("loaded", Origin.LOADED_STORE_DOWN));
        assertThat(fetch(region, "b").value()).isEqualTo("loaded");
        assertThat(fetch(region, "c")).isEqualTo(new LoadedValue<>("C", Origin.NEAR_STORE_DOWN));
    }

    @Test
    @DisplayName("does not return what was there before this process cleared the region")
    void clearedBefore() {
        Region<String, String> region = region(SERVING);
        region.put("a", "A");
        keepNear(region, "a");
        region.clear();
        takeDown(region);
        assertThat(fetch(region, "a")).isEqualTo(new LoadedValue<>("loaded", Origin.LOADED_STORE_DOWN));
    }

    @Test
    @DisplayName("that may not serve returns nothing: reads fall through to the loader")
    void drops() {
        Region<String, String> region = region(DROPPING);
        region.put("a", "A");
        keepNear(region, "a");
        takeDown(region);
        assertThat(fetch(region, "a")).isEqualTo(new LoadedValue<>("loaded", Origin.LOADED_STORE_DOWN));
        assertThat(region.lookup("a")).isInstanceOf(Lookup.Unavailable.class);
        eventually().until(() -> region.statistics().near().entries() == 0);
    }

    @Test
    @DisplayName("is in use again afterwards, and sees the new values")
    void recovers() {
        for (NearCacheSettings settings : List.of(SERVING, DROPPING)) {
            Region<String, String> region = region(settings);
            region.put("a", "A");
            keepNear(region, "a");
            takeDown(region);
            fetch(region, "a");
            restart(region);
            eventually().until(() -> "loaded".equals(fetch(region, "a").value()));
            keepNear(region, "a");
            try (RawRedis raw = server.raw()) {
                raw.call("SET", "out:region:names:a", "\"foreign\"", "EX", "600");
            }
            eventually().until(() -> "foreign".equals(fetch(region, "a").value()));
            region.clear();
            region.invalidate("a");
        }
    }

    private static void attempt(Runnable invalidation) {
        try {
            invalidation.run();
        } catch (StoreUnavailableException e) {
            // Is repeated later.
        }
    }
}
