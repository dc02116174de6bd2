package io.redoubt.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.redoubt.api.cache.LoadedValue.Origin;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.tck.backend.BackendAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Process that measures what a read of one kind of cache costs. In a process of its own, since the JVM optimizes the
 * code that two caches share for both of them. Prints {@code nanos} and the median of its rounds.
 */
final class NearHitProcess {

    private static final int KEYS = 1_024;
    private static final int READS = 5_000_000;
    private static final int WARM_UP_ROUNDS = 3;
    private static final int ROUNDS = 7;
    private static final Duration MAX_AGE = Duration.ofMinutes(30);

    private NearHitProcess() {}

    /** Arguments: an address, and {@code plain} or {@code near}. */
    public static void main(String[] arguments) {
        String kind = arguments[BackendAddress.ARGUMENT_COUNT];
        if (kind.equals("plain")) {
            report(plain());
            return;
        }
        BackendAddress address = BackendAddress.in(arguments);
        try (RedisDriver driver = address.open();
                CacheStoreFactory caches = CacheStoreFactory.redis(
                        driver, Duration.ofSeconds(10), CacheTests.settings(address.prefix()), System::nanoTime)) {
            Region<String, String> region = caches.store()
                    .region(RegionSpec.of("names", String.class)
                            .key("user:{id}:name")
                            .ttl(Duration.ofHours(1))
                            .near(NearCacheSettings.maxEntries(100_000).maxAge(MAX_AGE)));
            List<String> missing = new ArrayList<>(List.of(keys()));
            while (!missing.isEmpty()) {
                missing.removeIf(key -> region.fetch(key, NearHitProcess::value).origin() == Origin.NEAR);
            }
            report(key -> region.get(key, id -> null));
        }
    }

    private static Function<String, String> plain() {
        Cache<String, String> plain = Caffeine.newBuilder()
                .maximumSize(100_000)
                .expireAfterWrite(MAX_AGE)
                .recordStats()
                .build();
        for (String key : keys()) {
            plain.put(key, value(key));
        }
        return plain::getIfPresent;
    }

    /** Returns the keys. Other objects each time, since the key of a request is never the object that a cache has. */
    private static String[] keys() {
        return IntStream.range(0, KEYS).mapToObj(i -> "user" + i).toArray(String[]::new);
    }

    private static String value(String key) {
        return "value of " + key;
    }

    private static void report(Function<String, String> read) {
        String[] keys = keys();
        System.gc(); // as for values that live long: they lie together, without what was needed to read them
        double[] nanos = new double[ROUNDS];
        for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
            long begun = System.nanoTime();
            for (int i = 0; i < READS; i++) {
                if (read.apply(keys[i & (KEYS - 1)]) == null) {
                    throw new AssertionError("not found");
                }
            }
            nanos[Math.max(0, round)] = (double) (System.nanoTime() - begun) / READS;
        }
        Arrays.sort(nanos);
        System.out.println("nanos " + nanos[ROUNDS / 2]);
    }
}
