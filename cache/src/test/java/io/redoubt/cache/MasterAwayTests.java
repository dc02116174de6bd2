package io.redoubt.cache;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.Ttl;
import io.redoubt.api.cache.BulkLoader;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.LoadedValue;
import io.redoubt.api.cache.Lookup;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.Warmup;
import io.redoubt.api.cache.WarmupPlan;
import io.redoubt.api.cache.WarmupProgress;
import io.redoubt.api.cache.WriteBehind;
import io.redoubt.api.cache.WriteBehindSettings;
import io.redoubt.json.JsonCodec;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.routing.RedisDriverFactory;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.test.server.ProxiedServer;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisCluster;
import io.redoubt.test.server.RedisClusters;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What bulk operations do in a cluster that serves the slots of two masters while the third one, which does not have
 * the versions of the region, is away.
 */
abstract class MasterAwayTests {

    private static final String PREFIX = "away:";
    private static final Ttl TTL = Ttl.of(ofMinutes(5));
    private static final List<String> KEYS =
            IntStream.range(0, 300).mapToObj(String::valueOf).toList();

    private final RedisCluster cluster = RedisClusters.shared();
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private RedisDriver driver;
    private CacheStoreFactory caches;
    private Region<String, String> region;
    private ProxiedServer away;

    /** Returns the provider of the driver under test. */
    abstract RedisDriverProvider provider();

    @BeforeEach
    void open() {
        RedisSettings settings =
                RedisSettings.builder().cluster(cluster.seeds()).build();
        driver = RedisDriverFactory.open(provider(), settings, System::nanoTime);
        CacheSettings cache = new CacheSettings(JsonCodec.create(), PREFIX, CacheSettings.DEFAULT_MAX_VALUE_BYTES);
        caches = CacheStoreFactory.redis(driver, ofSeconds(30), cache, System::nanoTime);
        region = caches.store().region(RegionSpec.of("names", String.class).ttl(ofMinutes(5)));
        away = masterWithout("region:{names}:guard");
    }

    /** Returns a master that holds none of these keys. */
    private ProxiedServer masterWithout(String... keys) {
        List<ProxiedServer> holders =
                Stream.of(keys).map(key -> cluster.masterOf(PREFIX + key)).toList();
        return cluster.masters().stream()
                .filter(master -> !holders.contains(master))
                .findFirst()
                .orElseThrow();
    }

    @AfterEach
    void close() {
        cluster.heal();
        caches.close();
        driver.close();
        cluster.flush();
    }

    private void takeAway() {
        away.proxy().refuse();
        away.proxy().resetAll();
    }

    private Set<String> keysAway(String start) {
        return KEYS.stream()
                .filter(key -> cluster.masterOf(PREFIX + start + key).equals(away))
                .collect(Collectors.toSet());
    }

    private Map<String, String> loadAll(Set<String> missing) {
        asked.addAll(missing);
        return values("new", missing);
    }

    private static Map<String, String> values(String value, Iterable<String> keys) {
        Map<String, String> all = new HashMap<>();
        keys.forEach(key -> all.put(key, value));
        return all;
    }

    private static void assertFailed(ThrowingCallable call, Set<String> keys) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreUnavailableException.class,
                        e -> assertThat(e.failedKeys()).containsExactlyInAnyOrderElementsOf(keys))
                .hasMessageContaining(keys.size() + " of 300 keys failed");
    }

    @Test
    @DisplayName("getAll of a region loads the keys that are there, and returns the others from the store")
    void loads() {
        region.putAll(values("old", KEYS));
        Set<String> expected = keysAway("region:names:");
        assertThat(expected).hasSizeBetween(50, 150);
        takeAway();
        Map<String, String> found = region.getAll(KEYS, this::loadAll);
        assertThat(asked).isEqualTo(expected);
        assertThat(found).hasSize(300);
        assertThat(region.statistics().hits()).isEqualTo(300 - expected.size());
        KEYS.forEach(key -> assertThat(found.get(key)).isEqualTo(expected.contains(key) ? "new" : "old"));
    }

    @Test
    @DisplayName("getAll stores what it loads for the other masters")
    void stores() {
        Set<String> expected = keysAway("region:names:");
        region.put("other", "v"); // makes the versions
        takeAway();
        Map<String, String> found = region.getAll(KEYS, this::loadAll);
        asked.clear();
        assertThat(region.getAll(KEYS, this::loadAll)).isEqualTo(found).hasSize(300);
        assertThat(asked).isEqualTo(expected);
    }

    @Test
    @DisplayName("putAll and invalidateAll of a region take effect on the other masters, name the keys that failed, and"
            + " repeat only their invalidation")
    void changes() {
        Set<String> failed = keysAway("region:names:");
        region.putAll(values("old", KEYS));
        takeAway();
        assertFailed(() -> region.putAll(values("new", KEYS)), failed);
        assertThat(region.statistics().replaysPending()).isEqualTo(failed.size());
        assertThat(region.getAll(KEYS, this::loadAll)).isEqualTo(values("new", KEYS));
        assertThat(asked).isEqualTo(failed);
        assertFailed(() -> region.invalidateAll(KEYS), failed);
        for (String key : KEYS) {
            assertThat(region.lookup(key))
                    .isInstanceOf(failed.contains(key) ? Lookup.Unavailable.class : Lookup.Miss.class);
        }
        away.proxy().heal();
        Awaitility.await().atMost(ofSeconds(30)).until(() -> region.statistics().replaysPending() == 0);
        assertThat(region.getAll(KEYS, missing -> Map.of())).isEmpty();
    }

    @Test
    @DisplayName("bulk operations of the cache store take effect on the other masters, and name the keys that failed")
    void store() {
        CacheStore store = caches.store();
        Set<String> failed = keysAway("cache:");
        store.setAll(values("old", KEYS), TTL);
        takeAway();
        assertFailed(() -> store.getAll(KEYS, String.class), failed);
        assertFailed(() -> store.setAll(values("new", KEYS), TTL), failed);
        Set<String> rest = new HashSet<>(KEYS);
        rest.removeAll(failed);
        assertThat(store.getAll(rest, String.class)).isEqualTo(values("new", rest));
        assertFailed(() -> store.deleteAll(KEYS), failed);
        assertThat(store.getAll(rest, String.class)).isEmpty();
    }

    @Test
    @DisplayName("deleteMatching deletes on the other masters, and says that one failed")
    void deleteMatching() {
        CacheStore store = caches.store();
        Set<String> rest = new HashSet<>(KEYS);
        rest.removeAll(keysAway("cache:"));
        store.setAll(values("old", KEYS), TTL);
        takeAway();
        assertThatThrownBy(() -> store.deleteMatching("1*")).isInstanceOf(StoreUnavailableException.class);
        assertThat(store.getAll(rest, String.class).keySet()).isNotEmpty().noneMatch(key -> key.startsWith("1"));
    }

    @Test
    @DisplayName("A master that has no memory concerns its own keys alone: their values are loaded and not stored")
    void withoutMemory() {
        Set<String> refused = keysAway("region:names:");
        region.put("other", "v"); // makes the versions
        try (RawRedis raw = away.raw()) {
            raw.call("CONFIG", "SET", "maxmemory-policy", "noeviction");
            raw.call("CONFIG", "SET", "maxmemory", "1");
            try {
                assertThat(region.getAll(KEYS, this::loadAll)).isEqualTo(values("new", KEYS));
                asked.clear();
                assertThat(region.getAll(KEYS, this::loadAll)).isEqualTo(values("new", KEYS));
                assertThat(asked).isEqualTo(refused);
                String key = refused.iterator().next();
                assertThat(region.fetch(key, id -> "v").origin()).isEqualTo(LoadedValue.Origin.LOADED_NOT_STORED);
                assertThatThrownBy(() -> region.putAll(values("newer", KEYS)))
                        .isInstanceOfSatisfying(StoreRejectedException.class, e -> {
                            assertThat(e.code()).isEqualTo("OOM");
                            assertThat(e.failedKeys()).containsExactlyInAnyOrderElementsOf(refused);
                        });
                region.invalidateAll(KEYS);
                assertThat(caches.store().serverStatistics().masters()).isEqualTo(3);
            } finally {
                raw.call("CONFIG", "SET", "maxmemory", "0");
            }
        }
    }

    @Test
    @DisplayName("A warm-up counts as done what is stored, and as failed what belongs on the master that is away")
    void warming() {
        away = masterWithout("region:{names}:guard", "region:names!:warming");
        Set<String> failed = keysAway("region:names:");
        region.put("other", "v"); // makes the versions
        takeAway();
        BulkLoader<String, String> loader = this::loadAll;
        try (Warmup warmup = region.warmup(WarmupPlan.of(KEYS::stream, loader))) {
            WarmupProgress end = warmup.run().orElseThrow();
            assertThat(end.done()).isEqualTo(300 - failed.size());
            assertThat(end.failed()).isEqualTo(failed.size());
        }
    }

    @Test
    @DisplayName("statistics of the servers fail, since they would miss the one that is away")
    void statistics() {
        takeAway();
        assertThatThrownBy(() -> caches.store().serverStatistics()).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    @DisplayName("Writes that wait in write-behind are seen, except those that are there")
    void pendingWrites() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<String> keys = KEYS.subList(0, 64);
        WriteBehindSettings settings = WriteBehindSettings.defaults().shards(16);
        try (WriteBehind<String, String> behind = region.writeBehind(settings, batch -> go.await())) {
            keys.forEach(key -> behind.put(key, "accepted"));
            takeAway();
            Map<String, String> found = region.getAll(keys, behind.readingAll((missing, load) -> loadAll(missing)));
            assertThat(found).hasSize(64);
            assertThat(found.values()).contains("accepted").contains("new");
            go.countDown();
            cluster.heal();
        } finally {
            go.countDown();
        }
    }
}
