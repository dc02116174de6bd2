package io.redoubt.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.cache.Region;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.backend.BackendAddress;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.test.process.ChildJvm;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Load test of two processes that read and write one region, with and without near caches. */
@Tag("slow")
@DisplayName("Two processes with 95 reads to 5 writes of 10,000 keys, some of them much more often than others,")
final class NearThroughputLoadTest {

    /** Value of 200 characters. */
    static final String VALUE = "0123456789".repeat(20);

    private static final int ROUNDS = 3;

    static Stream<RedisDriverProvider> drivers() {
        return Stream.of(new LettuceDriverProvider(), new JedisDriverProvider());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("drivers")
    @DisplayName("do more with near caches than without")
    void mixed(RedisDriverProvider driver) {
        double[] without = new double[ROUNDS];
        double[] with = new double[ROUNDS];
        try (RedisBackend backend = RedisBackendFactory.standalone(driver).backend()) {
            fill(backend);
            for (int round = 0; round < ROUNDS; round++) {
                without[round] = perSecond(backend.address(), false);
                with[round] = perSecond(backend.address(), true);
            }
        }
        Arrays.sort(without);
        Arrays.sort(with);
        System.out.printf(
                "near throughput, %s: %.0f operations/s without (%.0f to %.0f), %.0f with (%.0f to %.0f), %.2f times%n",
                driver.name(),
                without[ROUNDS / 2],
                without[0],
                without[ROUNDS - 1],
                with[ROUNDS / 2],
                with[0],
                with[ROUNDS - 1],
                with[ROUNDS / 2] / without[ROUNDS / 2]);
        assertThat(with[ROUNDS / 2]).isGreaterThan(without[ROUNDS / 2]);
    }

    private static void fill(RedisBackend backend) {
        try (CacheStoreFactory caches = CacheStoreFactory.redis(
                backend.driver(), Duration.ofSeconds(30), CacheTests.settings(backend.prefix()), System::nanoTime)) {
            backend.connect();
            Region<String, String> region = caches.store().region(NearThroughputProcess.spec(false));
            Map<String, String> values = IntStream.range(0, NearThroughputProcess.KEYS)
                    .boxed()
                    .collect(Collectors.toMap(i -> "key" + i, i -> VALUE));
            region.putAll(values);
        }
    }

    private static double perSecond(BackendAddress address, boolean near) {
        try (ChildJvm one = NearThroughputProcess.start(address, near);
                ChildJvm other = NearThroughputProcess.start(address, near)) {
            List<ChildJvm> both = List.of(one, other);
            both.forEach(child -> ChildOutput.next(child, "ready"));
            both.forEach(child -> child.send("go"));
            return both.stream()
                    .map(child -> ChildOutput.next(child, "operations"))
                    .peek(line -> System.out.println("near " + near + ": " + line))
                    .mapToDouble(line -> Double.parseDouble(line.replaceFirst("operations (\\d+).*", "$1")))
                    .sum();
        }
    }
}
