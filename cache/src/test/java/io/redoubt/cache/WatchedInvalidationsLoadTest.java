package io.redoubt.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Load test of reads of stored values with and without watched invalidations, on a cluster of three masters. */
@Tag("slow")
@DisplayName("With watched invalidations, a read of a stored value in a cluster of three masters")
final class WatchedInvalidationsLoadTest {

    private static final int CALLERS = 64;
    private static final int KEYS = 3_000;
    private static final int ROUNDS = 5;
    private static final Duration ROUND = Duration.ofSeconds(3);

    /** Load of one round: reads a second, commands a read, and how many times its share the busiest master had. */
    private record Load(double perSecond, double commands, double busiest) {}

    static Stream<RedisDriverProvider> drivers() {
        return Stream.of(new LettuceDriverProvider(), new JedisDriverProvider());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("drivers")
    @DisplayName("is one command, and no master gets more than 1.2 times its share of them")
    void shares(RedisDriverProvider driver) throws InterruptedException {
        try (RedisBackend backend = RedisBackendFactory.cluster(driver).backend();
                CacheStoreFactory caches = CacheStoreFactory.redis(
                        backend.driver(),
                        Duration.ofSeconds(30),
                        CacheTests.settings(backend.prefix()),
                        System::nanoTime)) {
            backend.connect();
            Region<String, String> looking = filled(caches, spec("looking"));
            Region<String, String> watching = filled(caches, spec("watching").watchInvalidations());
            List<Load> looked = new ArrayList<>();
            List<Load> watched = new ArrayList<>();
            load(backend, looking);
            load(backend, watching);
            for (int round = 0; round < ROUNDS; round++) {
                looked.add(load(backend, looking));
                watched.add(load(backend, watching));
            }
            Load before = report(driver, "looked for", looked);
            Load now = report(driver, "watched", watched);
            assertThat(before.commands).isBetween(2.9, 3.1);
            assertThat(now.commands).isBetween(0.95, 1.05);
            assertThat(now.busiest).isLessThanOrEqualTo(1.2);
        }
    }

    private static RegionSpec<String, String> spec(String name) {
        return RegionSpec.of(name, String.class).ttl(Duration.ofMinutes(30));
    }

    private static Region<String, String> filled(CacheStoreFactory caches, RegionSpec<String, String> spec) {
        Region<String, String> region = caches.store().region(spec);
        Map<String, String> values =
                IntStream.range(0, KEYS).boxed().collect(Collectors.toMap(i -> "key" + i, i -> "the value of a key"));
        region.putAll(values);
        assertThat(region.getAll(values.keySet(), missing -> Map.of())).hasSize(KEYS);
        return region;
    }

    private static Load load(RedisBackend backend, Region<String, String> region) throws InterruptedException {
        LongAdder reads = new LongAdder();
        LongAdder loads = new LongAdder();
        List<Long> before = commands(backend);
        long start = System.nanoTime();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            Thread caller = new Thread(
                    () -> {
                        while (System.nanoTime() - start < ROUND.toNanos()) {
                            region.get("key" + ThreadLocalRandom.current().nextInt(KEYS), id -> {
                                loads.increment();
                                return "loaded";
                            });
                            reads.increment();
                        }
                    },
                    "caller-" + i);
            callers.add(caller);
            caller.start();
        }
        for (Thread caller : callers) {
            caller.join();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        List<Long> after = commands(backend);
        assertThat(loads.sum()).isZero();
        long[] sent = IntStream.range(0, before.size())
                .mapToLong(i -> after.get(i) - before.get(i))
                .toArray();
        double all = Arrays.stream(sent).sum();
        return new Load(
                reads.sum() / seconds,
                all / reads.sum(),
                Arrays.stream(sent).max().orElseThrow() / (all / sent.length));
    }

    private static List<Long> commands(RedisBackend backend) {
        return backend.fromEveryMaster(master -> Long.parseLong(
                master.text("INFO", "stats").replaceFirst("(?s).*total_commands_processed:(\\d+).*", "$1")));
    }

    private static Load report(RedisDriverProvider driver, String kind, List<Load> rounds) {
        List<Load> sorted = rounds.stream()
                .sorted((one, other) -> Double.compare(one.perSecond, other.perSecond))
                .toList();
        Load median = sorted.get(sorted.size() / 2);
        System.out.printf(
                "invalidations %s, %s: %.0f reads/s (%.0f to %.0f), %.2f commands a read, busiest master %.2f times its"
                        + " share%n",
                kind,
                driver.name(),
                median.perSecond,
                sorted.get(0).perSecond,
                sorted.get(sorted.size() - 1).perSecond,
                median.commands,
                median.busiest);
        return median;
    }
}
