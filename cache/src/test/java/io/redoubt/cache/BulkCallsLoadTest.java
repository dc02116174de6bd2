package io.redoubt.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.Ttl;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Load test of bulk calls compared with single calls for the same keys, on one thread, on a cluster, bypassing the
 * counting proxies.
 */
@Tag("slow")
@DisplayName("Bulk calls of 500 keys on a cluster")
final class BulkCallsLoadTest {

    private static final int KEYS = 500;
    private static final int ROUNDS = 9;
    private static final Ttl MINUTE = Ttl.of(Duration.ofMinutes(1));

    static Stream<RedisDriverProvider> drivers() {
        return Stream.of(new LettuceDriverProvider(), new JedisDriverProvider());
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("are at least 5 times as fast as single operations")
    void faster(RedisDriverProvider provider) {
        try (RedisBackend backend = RedisBackendFactory.cluster(provider).backend();
                RedisDriver driver = backend.address().open()) {
            CacheStoreFactory caches = CacheStoreFactory.redis(
                    driver, Duration.ofSeconds(5), CacheTests.settings(backend.prefix()), System::nanoTime);
            CacheStore cache = caches.store();
            Map<String, String> entries = new LinkedHashMap<>();
            for (int i = 0; i < KEYS; i++) {
                entries.put("bulk:" + i, "value-" + i);
            }
            List<String> keys = List.copyOf(entries.keySet());
            for (int warm = 0; warm < 20; warm++) {
                cache.setAll(entries, MINUTE);
                cache.getAll(keys, String.class);
                entries.forEach((key, value) -> cache.set(key, value, MINUTE));
                keys.forEach(key -> cache.get(key, String.class));
            }
            double set = ratio(
                    "set",
                    () -> entries.forEach((key, value) -> cache.set(key, value, MINUTE)),
                    () -> cache.setAll(entries, MINUTE));
            double get = ratio(
                    "get",
                    () -> keys.forEach(key -> cache.get(key, String.class)),
                    () -> cache.getAll(keys, String.class));
            assertThat(set).isGreaterThan(5);
            assertThat(get).isGreaterThan(5);
            caches.close();
        }
    }

    /** Returns the ratio of the two durations: the median of pairs that are measured side by side. */
    private static double ratio(String what, Runnable single, Runnable bulk) {
        double[] ratios = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            ratios[round] = (double) nanos(single) / nanos(bulk);
        }
        Arrays.sort(ratios);
        System.out.printf("%sAll of %d keys: %.1f times as fast as single ones%n", what, KEYS, ratios[ROUNDS / 2]);
        return ratios[ROUNDS / 2];
    }

    private static long nanos(Runnable run) {
        long begin = System.nanoTime();
        run.run();
        return System.nanoTime() - begin;
    }
}
