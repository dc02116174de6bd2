package io.redoubt.cache;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.DeadLetter;
import io.redoubt.api.cache.LoadedValue.Origin;
import io.redoubt.api.cache.Lookup;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.Warmup;
import io.redoubt.api.cache.WarmupPlan;
import io.redoubt.api.cache.WriteBehind;
import io.redoubt.api.cache.WriteBehindSettings;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.tck.cache.CacheUnderTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Test of versions, leases, ids and dead letters that another program has written. */
@DisplayName("A cache whose keys hold control data of another program")
final class ForeignControlDataTest {

    private static final Duration PATIENT = ofSeconds(30);
    private static final RegionSpec<String, String> SPEC =
            RegionSpec.of("names", String.class).ttl(ofMinutes(10)).hardTimeout(ofSeconds(60));

    static Stream<RedisBackendFactory> backends() {
        return Stream.of(
                RedisBackendFactory.standalone(new LettuceDriverProvider()),
                RedisBackendFactory.standalone(new JedisDriverProvider()));
    }

    private static void with(RedisBackendFactory factory, BiConsumer<RedisBackend, CacheStore> test) {
        try (RedisBackend backend = factory.backend();
                CacheUnderTest cache = CacheTests.cache(backend)) {
            test.accept(backend, cache.store());
        }
    }

    private static String key(RedisBackend backend, String rest) {
        return backend.prefix() + rest;
    }

    @ParameterizedTest
    @MethodSource("backends")
    @DisplayName("A load marker with more time than a lease holds no reader")
    void marker(RedisBackendFactory factory) {
        with(factory, (backend, cache) -> {
            Region<String, String> region = cache.region(SPEC);
            for (String millis : List.of("3600000", "9000000000000000000", "400000000000")) {
                backend.raw("SET", key(backend, "region:names:a"), "~L0123456789abcdef", "PX", "100000");
                backend.raw("PEXPIRE", key(backend, "region:names:a"), millis);
                long start = System.nanoTime();
                assertThat(region.fetch("a", id -> "v").origin()).isEqualTo(Origin.LOADED);
                // Less than half of the hard timeout: it was not waited for.
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ofSeconds(30));
                region.invalidate("a");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("backends")
    @DisplayName("A refresh lease with more time than any lease of the region is taken over")
    void refreshLease(RedisBackendFactory factory) {
        with(factory, (backend, cache) -> {
            Region<String, String> region = cache.region(SPEC.staleOnError(ofMinutes(10), ofSeconds(1)));
            region.put("a", "old");
            region.markStale("a");
            String lease = key(backend, "region:names!:{" + key(backend, "region:names:a") + "}");
            backend.raw("SET", lease, "of another program", "EX", "3600");
            Awaitility.await().atMost(PATIENT).until(() -> "new".equals(region.get("a", id -> "new")));
        });
    }

    @ParameterizedTest
    @MethodSource("backends")
    @DisplayName("Versions that cannot grow any more begin again, and no value that was invalidated is returned")
    void versions(RedisBackendFactory factory) {
        with(factory, (backend, cache) -> {
            Region<String, String> region = cache.region(SPEC);
            for (String number :
                    List.of("9007199254740989", "9007199254740990", "9007199254740991", "9999999999999999")) {
                for (String name : List.of("guard", "all", "tag:t")) {
                    backend.raw(
                            "SET", key(backend, "region:{names}:" + name), number + ".0123456789abcdef", "EX", "600");
                }
                for (int i = 0; i < 4; i++) {
                    String value = "v" + i;
                    region.fetch("a", (id, load) -> {
                        load.tags("t");
                        return value;
                    });
                    Awaitility.await().atMost(PATIENT).until(() -> {
                        region.fetch("a", (id, load) -> {
                            load.tags("t");
                            return value;
                        });
                        return region.lookup("a") instanceof Lookup.Hit;
                    });
                    assertThat(region.get("a", id -> "loaded"))
                            .as("%s, %d", number, i)
                            .isEqualTo(value);
                    region.invalidateTag("t");
                    assertThat(region.lookup("a")).as("%s, %d", number, i).isInstanceOf(Lookup.Miss.class);
                }
                region.clear();
            }
        });
    }

    @ParameterizedTest
    @MethodSource("backends")
    @DisplayName("A version with the longest time to live there is is replaced like any other")
    void life(RedisBackendFactory factory) {
        with(factory, (backend, cache) -> {
            Region<String, String> region = cache.region(SPEC);
            for (int i = 0; i < 40; i++) {
                region.put("a", "v", "t");
                for (String name : List.of("guard", "tag:t")) {
                    // So near to the end of time that the nearest number of Lua is often behind it.
                    long left = Long.MAX_VALUE - backend.micros() / 1000 - 200;
                    backend.raw("PEXPIRE", key(backend, "region:{names}:" + name), Long.toString(left));
                }
                region.invalidateTag("t");
                assertThat(region.lookup("a")).isInstanceOf(Lookup.Miss.class);
            }
            assertThat(region.statistics().replaysPending()).isZero();
        });
    }

    @ParameterizedTest
    @MethodSource("backends")
    @DisplayName("A last id of 2^53 or no number is refused, and no id is given twice")
    void ids(RedisBackendFactory factory) {
        with(factory, (backend, cache) -> {
            WriteBehind<String, String> writes = cache.region(SPEC)
                    .writeBehind(WriteBehindSettings.defaults().shards(1), batch -> {});
            String id = key(backend, "behind:{names:0}:id");
            writes.put("a", "1");
            backend.raw("SET", id, "9007199254740990", "EX", "600");
            assertThat(writes.put("a", "2")).isEqualTo(9007199254740991L);
            for (String text : List.of("9007199254740991", "9007199254740993", "seven", "", "1e9", "-1")) {
                backend.raw("SET", id, text, "EX", "600");
                assertThatThrownBy(() -> writes.put("a", "3"))
                        .isInstanceOfSatisfying(
                                StoreRejectedException.class,
                                e -> assertThat(e.code()).isEqualTo("IDS"))
                        .hasMessageContaining(":id");
            }
            backend.raw("DEL", id);
            assertThat(writes.put("a", "4")).isPositive();
            writes.close();
            backend.raw("DEL", key(backend, "behind:{names}:shards"));
        });
    }

    @ParameterizedTest
    @MethodSource("backends")
    @DisplayName("A lease of a shard without an end ends after a lease")
    void lease(RedisBackendFactory factory) {
        with(factory, (backend, cache) -> {
            backend.raw("SET", key(backend, "behind:{names:0}:lease"), "of another program");
            Map<String, String> source = new ConcurrentHashMap<>();
            WriteBehind<String, String> writes = cache.region(SPEC)
                    .writeBehind(
                            WriteBehindSettings.defaults().shards(1).lease(Duration.ofMillis(500)),
                            batch -> batch.forEach(write -> source.put(write.key(), String.valueOf(write.value()))));
            writes.put("a", "1");
            Awaitility.await().atMost(PATIENT).until(() -> source.equals(Map.of("a", "1")));
            writes.close();
            backend.raw("DEL", key(backend, "behind:{names}:shards"));
        });
    }

    @ParameterizedTest
    @MethodSource("backends")
    @DisplayName("A pending write without an id becomes a dead letter, and stops no other")
    void pending(RedisBackendFactory factory) {
        with(factory, (backend, cache) -> {
            backend.raw("HSET", key(backend, "behind:{names:0}:pending"), "b", "of another program");
            backend.raw("HSET", key(backend, "behind:{names:0}:pending"), "c", "99999999999999999999:=1");
            backend.raw("XADD", key(backend, "behind:{names:0}:stream"), "*", "entry", "b");
            backend.raw("XADD", key(backend, "behind:{names:0}:stream"), "*", "entry", "c");
            backend.raw("HSET", key(backend, "behind:{names:0}:dead"), "d", "odd");
            backend.raw("HSET", key(backend, "behind:{names:0}:dead"), "e", "1:99999999999999999999:x1:=1");
            backend.raw("HSET", key(backend, "behind:{names:0}:dead"), "f", "1:500:x1:=1");
            Map<String, String> source = new ConcurrentHashMap<>();
            WriteBehind<String, String> writes = cache.region(SPEC)
                    .writeBehind(
                            WriteBehindSettings.defaults().shards(1),
                            batch -> batch.forEach(write -> source.put(write.key(), String.valueOf(write.value()))));
            assertThat(writes.pending("b")).isEmpty();
            writes.put("a", "1");
            Awaitility.await().atMost(PATIENT).until(() -> source.containsKey("a"));
            Awaitility.await()
                    .atMost(PATIENT)
                    .until(() -> writes.deadLetters(10).size() == 5);
            assertThat(writes.deadLetters(10)).extracting(DeadLetter::key).contains("b", "c", "d", "e", "f");
            assertThat(writes.put("b", "2")).isPositive();
            Awaitility.await().atMost(PATIENT).until(() -> "2".equals(source.get("b")));
            writes.retryDeadLetters();
            assertThat(writes.deadLetters(10)).extracting(DeadLetter::key).contains("d", "e", "f");
            writes.close();
            for (String rest : List.of("behind:{names}:shards", "behind:{names:0}:dead")) {
                backend.raw("DEL", key(backend, rest));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("backends")
    @DisplayName("A warming lease without an end gets one, and a report that cannot be read is left out")
    void warming(RedisBackendFactory factory) {
        with(factory, (backend, cache) -> {
            Region<String, String> region = cache.region(SPEC);
            String lease = key(backend, "region:names!:warming");
            backend.raw("SET", lease, "of another program");
            backend.raw("SET", key(backend, "region:names!:hot"), "%zz\nada", "EX", "600");
            Warmup warmup = region.warmup(WarmupPlan.hottest(10, keys -> Map.of("ada", "v")));
            assertThat(warmup.run()).isEmpty();
            assertThat(Long.parseLong(backend.raw("PTTL", lease)))
                    .isBetween(1L, ofHours(1).toMillis());
            backend.raw("DEL", lease);
            assertThat(warmup.run().orElseThrow().done()).isEqualTo(1);
            warmup.close();
        });
    }
}
