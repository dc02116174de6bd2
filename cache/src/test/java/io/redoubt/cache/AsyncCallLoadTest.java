package io.redoubt.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.cache.CacheStore;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.tck.cache.CacheUnderTest;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Load test of asynchronous calls compared with blocking ones, by one caller that waits for each. */
@Tag("slow")
@DisplayName("An asynchronous call")
final class AsyncCallLoadTest {

    private static final int CALLS = 2_000;
    private static final int ROUNDS = 15;

    static Stream<Supplier<Backend>> backends() {
        return Stream.of(
                Backend::embedded,
                () -> RedisBackendFactory.standalone(new LettuceDriverProvider())
                        .backend(),
                () -> RedisBackendFactory.standalone(new JedisDriverProvider()).backend());
    }

    @ParameterizedTest
    @MethodSource("backends")
    @DisplayName("costs less than a millisecond more than a blocking one")
    void cost(Supplier<Backend> opening) {
        Backend backend = opening.get();
        CacheUnderTest cache = CacheTests.cache(backend);
        CacheStore store = cache.store();
        double[] blocking = new double[ROUNDS];
        double[] async = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            blocking[i] = microsPerCall(() -> store.exists("k"));
            async[i] = microsPerCall(() -> store.async().exists("k").join());
        }
        cache.close();
        double difference = fastest(async) - fastest(blocking);
        System.out.printf(
                "%s on Java %d: blocking %.1f us, asynchronous %.1f us, difference %.1f us%n",
                backend.getClass().getSimpleName(),
                Runtime.version().feature(),
                fastest(blocking),
                fastest(async),
                difference);
        backend.close();
        assertThat(difference).isLessThan(1_000);
    }

    private static double microsPerCall(Supplier<Boolean> call) {
        long start = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
            assertThat(call.get()).isFalse();
        }
        return (double) (System.nanoTime() - start) / TimeUnit.MICROSECONDS.toNanos(1) / CALLS;
    }

    /** Returns the fastest round, which other programs on the machine disturbed least. */
    private static double fastest(double[] values) {
        return Arrays.stream(values).min().orElseThrow();
    }
}
