package io.redoubt.cache;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.Ttl;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.Leaderboard;
import io.redoubt.api.cache.Lookup;
import io.redoubt.api.cache.PendingWrite;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.SharedList;
import io.redoubt.api.cache.SharedSet;
import io.redoubt.api.cache.WriteBehind;
import io.redoubt.api.cache.WriteBehindSettings;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.backend.OutOfMemoryServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Test of every operation of the cache while the server has no memory: all that needs none works. */
@DisplayName("A cache on a server without memory")
final class OutOfMemoryTest {

    private static final Duration PATIENT = ofSeconds(30);
    private static final Ttl TTL = Ttl.of(ofMinutes(10));
    private static final RegionSpec<String, String> SPEC =
            RegionSpec.of("names", String.class).ttl(ofMinutes(10));

    static Stream<Arguments> drivers() {
        return Stream.of(
                Arguments.argumentSet("lettuce", new LettuceDriverProvider()),
                Arguments.argumentSet("jedis", new JedisDriverProvider()));
    }

    private static CacheStoreFactory caches(OutOfMemoryServer server) {
        return CacheStoreFactory.redis(server.driver(), PATIENT, CacheTests.settings(""), System::nanoTime);
    }

    private static void with(RedisDriverProvider provider, BiConsumer<OutOfMemoryServer, CacheStore> test) {
        try (OutOfMemoryServer server = OutOfMemoryServer.start(provider)) {
            CacheStoreFactory caches = caches(server);
            try {
                test.accept(server, caches.store());
            } finally {
                server.free();
                caches.close();
            }
        }
    }

    private static void areRefused(Map<String, ThrowingCallable> calls) {
        calls.forEach((name, call) -> assertThatThrownBy(call)
                .as(name)
                .isInstanceOfSatisfying(
                        StoreRejectedException.class, e -> assertThat(e.code()).isEqualTo("OOM")));
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("Values and structures are read, given other times to live, and removed; all that may grow is refused")
    void store(RedisDriverProvider provider) {
        with(provider, (server, cache) -> {
            cache.setAll(Map.of("a", "1", "b", "2", "p:1", "3", "p:2", "4"), TTL);
            SharedSet<String> set = cache.sharedSet("set", String.class, TTL);
            set.addAll(List.of("x", "y"));
            SharedList<String> list = cache.sharedList("list", String.class, TTL);
            list.pushAllLast(List.of("1", "2", "3", "4", "5"));
            Leaderboard board = cache.leaderboard("board", TTL);
            board.putAll(Map.of("ada", 3.0, "bob", 2.0, "eve", 1.0));
            cache.counter("counter", TTL).add(5);
            server.fill();
            Map<String, ThrowingCallable> refused = new LinkedHashMap<>();
            refused.put("set", () -> cache.set("a", "9", TTL));
            refused.put("setAll", () -> cache.setAll(Map.of("a", "9", "c", "9"), TTL));
            refused.put("setIfAbsent", () -> cache.setIfAbsent("c", "9", TTL));
            refused.put("counter", () -> cache.counter("counter", TTL).add(1));
            refused.put("new counter", () -> cache.counter("other", TTL).add(1));
            refused.put("add", () -> set.add("z"));
            refused.put(
                    "new set", () -> cache.sharedSet("other", String.class, TTL).add("z"));
            refused.put("push", () -> list.pushFirst("6"));
            refused.put("bounded push", () -> list.bounded(5).pushLast("6"));
            refused.put("put", () -> board.put("ada", 9));
            refused.put("increment", () -> board.increment("ada", 1));
            areRefused(refused);
            assertThat(cache.get("a", String.class)).contains("1");
            assertThat(cache.expire("a", ofMinutes(1))).isTrue();
            assertThat(cache.expire("b", Ttl.permanent())).isTrue();
            assertThat(cache.delete("a")).isTrue();
            assertThat(cache.deleteAll(List.of("b"))).isEqualTo(1);
            assertThat(cache.deleteMatching("p:*")).isEqualTo(2);
            assertThat(set.remove("x")).isTrue();
            assertThat(list.popFirst()).contains("1");
            assertThat(list.popLast()).contains("5");
            list.keepFirst(2);
            assertThat(list.first(10)).containsExactly("2", "3");
            assertThat(board.remove("ada")).isTrue();
            assertThat(board.keepTop(1)).isEqualTo(1);
            assertThat(board.top(5)).hasSize(1);
            assertThat(cache.counter("counter", TTL).get()).isEqualTo(5);
            assertThat(server.keys()).containsExactly("cache:board", "cache:counter", "cache:list", "cache:set");
        });
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("An invalidation of any kind reaches all processes at once")
    void invalidations(RedisDriverProvider provider) {
        with(provider, (server, cache) -> {
            CacheStoreFactory other = caches(server);
            Region<String, String> here = cache.region(SPEC);
            Region<String, String> there = other.store().region(SPEC.staleOnError(ofMinutes(10), ofSeconds(1)));
            for (String key : List.of("key", "all", "tag", "unknown", "stale", "clear")) {
                there.put(key, "old", "of-" + key);
                assertThat(there.lookup(key)).isInstanceOf(Lookup.Hit.class);
            }
            server.fill();
            assertThat(here.invalidate("key")).isTrue();
            here.invalidateAll(List.of("all"));
            here.invalidateTag("of-tag");
            here.invalidateTag("never-used");
            here.markStale("stale");
            assertThat(there.lookup("key")).isInstanceOf(Lookup.Miss.class);
            assertThat(there.lookup("all")).isInstanceOf(Lookup.Miss.class);
            assertThat(there.lookup("tag")).isInstanceOf(Lookup.Miss.class);
            assertThat(there.lookup("stale")).isNotInstanceOf(Lookup.Hit.class);
            assertThat(there.lookup("unknown")).isInstanceOf(Lookup.Hit.class);
            here.clear();
            assertThat(there.lookup("clear")).isInstanceOf(Lookup.Miss.class);
            assertThat(there.lookup("unknown")).isInstanceOf(Lookup.Miss.class);
            assertThat(server.keys()).noneMatch(key -> key.contains("never-used"));
            assertThat(here.statistics().replaysPending()).isZero();
            other.close();
        });
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("A tag is invalidated although the guard of its region was lost")
    void lostGuard(RedisDriverProvider provider) {
        with(provider, (server, cache) -> {
            Region<String, String> region = cache.region(SPEC);
            region.put("a", "old", "t");
            server.raw().call("DEL", server.key(":guard"));
            server.fill();
            region.invalidateTag("t");
            server.free();
            region.put("b", "new");
            assertThat(region.lookup("a")).isInstanceOf(Lookup.Miss.class);
        });
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("Accepted writes reach the source, and those it rejects become dead letters, which can be retried")
    void writeBehind(RedisDriverProvider provider) {
        with(provider, (server, cache) -> {
            WriteBehindSettings settings = WriteBehindSettings.defaults()
                    .shards(1)
                    .attempts(1)
                    .backoff(Duration.ofMillis(1), Duration.ofMillis(10));
            Map<String, String> source = new ConcurrentHashMap<>();
            CountDownLatch full = new CountDownLatch(1);
            List<Boolean> healthy = new ArrayList<>();
            Region<String, String> region = cache.region(SPEC);
            WriteBehind<String, String> writes = region.writeBehind(settings, batch -> {
                full.await();
                for (PendingWrite<String, String> write : batch) {
                    if (write.key().equals("bad") && healthy.isEmpty()) {
                        throw new IllegalStateException("the test says no");
                    }
                    source.put(write.key(), String.valueOf(write.value()));
                }
            });
            for (String key : List.of("a", "bad", "c")) {
                writes.put(key, key);
            }
            server.fill();
            full.countDown();
            Awaitility.await()
                    .atMost(PATIENT)
                    .until(() -> source.size() == 2 && writes.deadLetters(10).size() == 1);
            areRefused(Map.of("put", () -> writes.put("d", "d")));
            healthy.add(true);
            assertThat(writes.retryDeadLetters()).isEqualTo(1);
            Awaitility.await().atMost(PATIENT).until(() -> source.size() == 3);
            Awaitility.await()
                    .atMost(PATIENT)
                    .until(() -> server.keys().stream()
                            .noneMatch(key ->
                                    key.contains(":stream") || key.contains(":pending") || key.contains(":dead")));
        });
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("A process that starts without memory writes what waits")
    void writeBehindStarts(RedisDriverProvider provider) {
        with(provider, (server, cache) -> {
            WriteBehindSettings settings = WriteBehindSettings.defaults().shards(1);
            CountDownLatch never = new CountDownLatch(1);
            CacheStoreFactory other = caches(server);
            WriteBehind<String, String> dead = other.store()
                    .region(SPEC)
                    .writeBehind(
                            settings.drainWithin(Duration.ofMillis(1)).lease(Duration.ofMillis(200)),
                            batch -> never.await());
            dead.put("a", "1");
            server.fill();
            other.close();
            Map<String, String> source = new ConcurrentHashMap<>();
            cache.region(SPEC)
                    .writeBehind(
                            settings,
                            batch -> batch.forEach(write -> source.put(write.key(), String.valueOf(write.value()))));
            Awaitility.await().atMost(PATIENT).until(() -> source.equals(Map.of("a", "1")));
        });
    }
}
