package io.redoubt.cache;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.cache.LoadedValue;
import io.redoubt.api.cache.LoadedValue.Origin;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.WarmupPlan;
import io.redoubt.api.cache.WarmupProgress;
import io.redoubt.api.cache.WriteThrough;
import io.redoubt.json.JsonCodec;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.routing.RedisDriverFactory;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a region does when a real server answers reads, and refuses writes. */
abstract class RefusingServerTests {

    private static final RegionSpec<String, String> SPEC =
            RegionSpec.of("names", String.class).ttl(ofMinutes(5));

    private RedisServer server;
    private RedisDriver driver;
    private CacheStoreFactory caches;
    private final AtomicInteger loads = new AtomicInteger();

    /** Returns the provider of the driver under test. */
    abstract RedisDriverProvider provider();

    @BeforeEach
    void open() {
        server = RedisServers.start(
                ServerOptions.defaults().aclUser("reader", "on", ">secret", "~*", "&*", "+@all", "-@write"));
        open(RedisSettings.builder());
    }

    private void open(RedisSettingsBuilder settings) {
        driver = RedisDriverFactory.open(
                provider(),
                settings.node(new Node(server.host(), server.port())).build(),
                System::nanoTime);
        CacheSettings cache = new CacheSettings(JsonCodec.create(), "", CacheSettings.DEFAULT_MAX_VALUE_BYTES);
        caches = CacheStoreFactory.redis(driver, ofSeconds(30), cache, System::nanoTime);
    }

    @AfterEach
    void close() {
        closeCaches();
        server.close();
    }

    private void closeCaches() {
        caches.close();
        driver.close();
    }

    private void outOfMemory() {
        try (RawRedis raw = server.raw()) {
            raw.text("CONFIG", "SET", "maxmemory-policy", "noeviction");
            raw.text("CONFIG", "SET", "maxmemory", "1");
        }
    }

    private String load(String id) {
        loads.incrementAndGet();
        return "new";
    }

    @Test
    @DisplayName("Out of memory: the loader is asked, and its value is returned and not stored")
    void loads() {
        outOfMemory();
        Region<String, String> region = caches.store().region(SPEC);
        assertThat(region.fetch("1", this::load)).isEqualTo(new LoadedValue<>("new", Origin.LOADED_NOT_STORED));
        assertThat(region.statistics().notStored()).isEqualTo(1);
        assertThatThrownBy(() -> region.put("1", "v"))
                .isInstanceOfSatisfying(
                        StoreRejectedException.class, e -> assertThat(e.code()).isEqualTo("OOM"));
    }

    @Test
    @DisplayName("Out of memory: a stale value is only returned when the source fails, and then for a while")
    void stale() {
        Region<String, String> region = caches.store().region(SPEC.staleOnError(ofMinutes(10), ofMinutes(1)));
        region.put("1", "old");
        region.markStale("1");
        outOfMemory();
        assertThat(region.fetch("1", this::load)).isEqualTo(new LoadedValue<>("new", Origin.LOADED_NOT_STORED));
        assertThat(region.fetch("1", id -> {
                    throw new IllegalStateException("the source is down");
                }))
                .isEqualTo(new LoadedValue<>("old", Origin.STALE));
        assertThat(region.fetch("1", this::load)).isEqualTo(new LoadedValue<>("old", Origin.STALE));
        assertThat(loads).hasValue(1);
    }

    @Test
    @DisplayName(
            "Out of memory: a near cache keeps what it has until that is invalidated, and nothing that is not stored")
    void near() {
        Region<String, String> region = caches.store().region(SPEC.near(NearCacheSettings.maxEntries(100)));
        region.put("1", "old", "tag");
        outOfMemory();
        LoadedValue<String> kept = new LoadedValue<>("old", Origin.NEAR);
        LoadedValue<String> notStored = new LoadedValue<>("new", Origin.LOADED_NOT_STORED);
        Awaitility.await()
                .atMost(ofSeconds(30))
                .until(() -> region.fetch("1", this::load).equals(kept));
        assertThat(loads).hasValue(0);
        assertThat(region.fetch("2", this::load)).isEqualTo(notStored);
        assertThat(region.fetch("2", this::load)).isEqualTo(notStored);
        assertThat(loads).hasValue(2);
        caches.store().region(SPEC).invalidateTag("tag");
        Awaitility.await()
                .atMost(ofSeconds(30))
                .until(() -> region.fetch("1", this::load).equals(notStored));
    }

    @Test
    @DisplayName("Out of memory: a value that cannot be replaced in the background is loaded by the next call")
    void staleWhileRevalidate() {
        Region<String, String> region = caches.store().region(SPEC.staleWhileRevalidate(ofMinutes(10)));
        region.put("1", "old");
        region.markStale("1");
        outOfMemory();
        assertThat(region.fetch("1", this::load).value()).isEqualTo("old");
        Awaitility.await()
                .atMost(ofSeconds(30))
                .pollInterval(ofMillis(5))
                .until(() -> region.fetch("1", this::load).equals(new LoadedValue<>("new", Origin.LOADED_NOT_STORED)));
        assertThat(loads).hasValue(1);
    }

    @Test
    @DisplayName("Out of memory: no more loads run at a time than while Redis is down")
    void bulkhead() throws Exception {
        outOfMemory();
        Region<String, String> region = caches.store().region(SPEC.loadsWhileDown(1));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        var first = region.async().get("a", (id, load) -> {
            begun.countDown();
            go.await();
            return "A";
        });
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> region.get("b", this::load)).isInstanceOf(StoreRejectedException.class);
        go.countDown();
        assertThat(first.join()).isEqualTo("A");
        assertThat(region.get("b", this::load)).isEqualTo("new");
    }

    @Test
    @DisplayName("A user who may only read gets values in every way, and a warm-up says that it stored none")
    void readOnlyUser() {
        Region<String, String> writer = caches.store().region(SPEC);
        writer.put("stored", "v");
        closeCaches();
        open(RedisSettings.builder().credentials("reader", "secret"));
        Region<String, String> region = caches.store().region(SPEC);
        assertThat(region.fetch("stored", this::load)).isEqualTo(new LoadedValue<>("v", Origin.CACHED));
        assertThat(region.fetch("1", this::load)).isEqualTo(new LoadedValue<>("new", Origin.LOADED_NOT_STORED));
        assertThat(region.getAll(List.of("stored", "2", "3"), this::loadAll))
                .isEqualTo(Map.of("stored", "v", "2", "new", "3", "new"));
        assertThat(region.async().get("4", (id, load) -> load(id)).join()).isEqualTo("new");
        WarmupProgress progress = region.warmup(WarmupPlan.of(() -> Stream.of("5", "6", "stored"), this::loadAll))
                .run()
                .orElseThrow();
        assertThat(progress.done()).isEqualTo(1);
        assertThat(progress.failed()).isEqualTo(2);
        WriteThrough<String, String> through = region.writeThrough((key, value) -> loads.incrementAndGet());
        loads.set(0);
        through.put("7", "v");
        through.remove("7");
        assertThat(loads).hasValue(2);
    }

    @Test
    @DisplayName("Without enough replicas: an invalidation is refused with the code of the server")
    void noReplicas() {
        Region<String, String> region = caches.store().region(SPEC);
        try (RawRedis raw = server.raw()) {
            raw.text("CONFIG", "SET", "min-replicas-to-write", "1");
            assertThatThrownBy(() -> region.invalidateTag("t"))
                    .isInstanceOfSatisfying(
                            StoreRejectedException.class,
                            e -> assertThat(e.code()).isEqualTo("NOREPLICAS"));
            raw.text("CONFIG", "SET", "min-replicas-to-write", "0");
        }
    }

    private Map<String, String> loadAll(Set<String> missing) {
        Map<String, String> all = new HashMap<>();
        missing.forEach(key -> all.put(key, "new"));
        return all;
    }

    @Test
    @DisplayName("A list under the key of one entry does not keep the others from their values")
    void wrongType() {
        Region<String, String> region = caches.store().region(SPEC);
        region.put("a", "A");
        try (RawRedis raw = server.raw()) {
            raw.number("RPUSH", "region:names:list", "element");
        }
        assertThat(region.getAll(List.of("a", "list", "b"), this::loadAll))
                .isEqualTo(Map.of("a", "A", "list", "new", "b", "new"));
        assertThat(region.fetch("b", this::load)).isEqualTo(new LoadedValue<>("new", Origin.CACHED));
        region.put("list", "v");
        assertThat(region.fetch("list", this::load)).isEqualTo(new LoadedValue<>("v", Origin.CACHED));
    }
}
