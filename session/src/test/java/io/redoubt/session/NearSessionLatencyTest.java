package io.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.SessionNearCacheSettings;
import io.redoubt.api.session.SessionStore;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.tck.session.SessionStoreUnderTest;
import io.redoubt.tck.session.SessionTestSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Test of how long a session is found in other processes after it was destroyed, each with a driver of its own. */
@Tag("slow")
@DisplayName("A destroyed session is not found in another process")
final class NearSessionLatencyTest {

    private static final int SESSIONS = 2_000;
    private static final Duration LIMIT = Duration.ofMillis(100);

    static Stream<RedisBackendFactory> deployments() {
        return Stream.<RedisDriverProvider>of(new LettuceDriverProvider(), new JedisDriverProvider())
                .flatMap(driver ->
                        Stream.of(RedisBackendFactory.standalone(driver), RedisBackendFactory.cluster(driver)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("deployments")
    @DisplayName("100 ms after destroy has returned, 99 times of 100")
    void latency(RedisBackendFactory deployment) {
        SessionTestSettings rules = SessionTestSettings.defaults();
        SessionTestSettings near = rules.near(SessionNearCacheSettings.maxEntries(1_000));
        List<Long> nanos = new ArrayList<>();
        String servers;
        try (RedisBackend backend = deployment.backend();
                RedisDriver otherDriver = backend.address().open();
                SessionStoreUnderTest reader = Backends.open(otherDriver, backend.prefix(), near);
                SessionStoreUnderTest writer = Backends.open(backend.driver(), backend.prefix(), rules)) {
            servers = backend.toString();
            for (int i = 0; i < SESSIONS; i++) {
                String id = writer.store().create(NewSession.of("user-" + i)).id();
                awaitNear(reader.store(), id);
                assertThat(writer.store().destroy(id)).isTrue();
                long start = System.nanoTime();
                while (reader.store().find(id).isPresent()) {
                    Thread.onSpinWait();
                }
                nanos.add(System.nanoTime() - start);
            }
        }
        Collections.sort(nanos);
        System.out.println("destroyed elsewhere, " + servers + ": p50 " + micros(nanos, 50) + ", p99 "
                + micros(nanos, 99) + ", longest " + micros(nanos, 100) + " us");
        assertThat(Duration.ofNanos(nanos.get(SESSIONS * 99 / 100))).isLessThanOrEqualTo(LIMIT);
    }

    private static long micros(List<Long> sorted, int percentile) {
        return TimeUnit.NANOSECONDS.toMicros(sorted.get(Math.min(sorted.size() - 1, sorted.size() * percentile / 100)));
    }

    private static void awaitNear(SessionStore store, String id) {
        long hits = store.nearStatistics().hits();
        while (store.nearStatistics().hits() == hits) {
            assertThat(store.find(id)).isPresent();
        }
    }
}
