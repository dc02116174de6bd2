package io.redoubt.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.redoubt.api.cache.LoadedValue.Origin;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("A hit of a near cache")
final class NearHitLoadTest {

    private static final int KEYS = 1_024;
    private static final int READS = 4_000_000;
    private static final int ROUNDS = 15;
    private static final double MAX_RATIO = 1.5;

    private final String[] keys = new String[KEYS];
    private long found;

    @Test
    @DisplayName("costs at most one and a half times a read of plain Caffeine with expiry and statistics")
    void cost() {
        for (int i = 0; i < KEYS; i++) {
            keys[i] = "user" + i;
        }
        Cache<String, String> plain = Caffeine.newBuilder()
                .maximumSize(100_000)
                .expireAfterWrite(Duration.ofMinutes(30))
                .recordStats()
                .build();
        Arrays.stream(keys).forEach(key -> plain.put(key, "v"));
        try (RedisBackend backend =
                RedisBackendFactory.standalone(new LettuceDriverProvider()).backend()) {
            var cache = CacheTests.cache(backend);
            Region<String, String> region = cache.store()
                    .region(RegionSpec.of("names", String.class)
                            .key("user:{id}:name")
                            .ttl(Duration.ofHours(1))
                            .near(NearCacheSettings.maxEntries(100_000).maxAge(Duration.ofMinutes(30))));
            fill(region);
            double[] ratios = new double[ROUNDS];
            double[] nanos = new double[ROUNDS];
            for (int round = -5; round < ROUNDS; round++) {
                double ofCaffeine = nanosPerRead(plain::getIfPresent);
                double ofNear = nanosPerRead(key -> region.get(key, id -> "no"));
                if (round >= 0) {
                    ratios[round] = ofNear / ofCaffeine;
                    nanos[round] = ofNear;
                }
            }
            Arrays.sort(ratios);
            Arrays.sort(nanos);
            System.out.printf(
                    "near hit: %.1f ns, %.2f of plain Caffeine (%.2f to %.2f)%n",
                    nanos[ROUNDS / 2], ratios[ROUNDS / 2], ratios[0], ratios[ROUNDS - 1]);
            assertThat(found).isEqualTo(2L * (ROUNDS + 5) * READS);
            assertThat(ratios[ROUNDS / 2]).isLessThanOrEqualTo(MAX_RATIO);
            cache.close();
        }
    }

    private void fill(Region<String, String> region) {
        List<String> missing = new ArrayList<>(Arrays.asList(keys));
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            missing.removeIf(key -> region.fetch(key, id -> "v").origin() == Origin.NEAR);
            return missing.isEmpty();
        });
    }

    private double nanosPerRead(Function<String, String> read) {
        long begun = System.nanoTime();
        for (int i = 0; i < READS; i++) {
            if (read.apply(keys[i & (KEYS - 1)]) != null) {
                found++;
            }
        }
        return (double) (System.nanoTime() - begun) / READS;
    }
}
