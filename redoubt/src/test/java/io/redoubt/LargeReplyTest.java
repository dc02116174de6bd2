package io.redoubt;

import static java.time.Duration.ofMinutes;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.Ttl;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.Leaderboard;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.test.process.ChildJvm;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of replies that are larger than allowed. */
@Timeout(120)
@DisplayName("Replies that are too large")
final class LargeReplyTest {

    private static final Ttl MINUTE = Ttl.of(ofMinutes(1));
    private static final int MAX_BYTES = 1 << 20;
    private static final String QUARTER = "v".repeat(MAX_BYTES / 4);

    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis"})
    @DisplayName(
            "Fail their own call, which names the key, the limit and a remedy, and leave the circuit breaker closed")
    void tooLarge(String driver) {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                RawRedis raw = server.raw();
                Redoubt redoubt = connect(driver, server)) {
            CacheStore cache = redoubt.cache();
            raw.call("SET", "cache:large", "\"" + "v".repeat(MAX_BYTES) + "\"", "EX", "60");
            cache.set("small", "v", MINUTE);
            for (int i = 0; i < 20; i++) {
                assertTooLarge("cache.get of 'large'", () -> cache.get("large", String.class));
            }
            assertThat(cache.get("small", String.class)).contains("v");
            assertThat(redoubt.connections().orElseThrow().breakerOpened()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis"})
    @DisplayName(
            "Are those of all values of a call together: of a bulk read, a list, a set, a leaderboard, a region, which asks"
                    + " its loader instead")
    void together(String driver) {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                Redoubt redoubt = connect(driver, server)) {
            CacheStore cache = redoubt.cache();
            List<String> keys = IntStream.range(0, 8).mapToObj(i -> "k" + i).toList();
            for (String key : keys) {
                cache.set(key, QUARTER, MINUTE);
                cache.sharedList("list", String.class, MINUTE).pushLast(key + QUARTER);
                cache.sharedSet("set", String.class, MINUTE).add(key + QUARTER);
            }
            Leaderboard board = cache.leaderboard("board", MINUTE);
            board.putAll(IntStream.range(0, 1_000)
                    .boxed()
                    .collect(toMap(i -> String.valueOf(i) + "m".repeat(1_000), i -> i + Math.PI)));
            Region<String, String> region =
                    cache.region(RegionSpec.of("names", String.class).ttl(ofMinutes(1)));
            region.putAll(keys.stream().collect(toMap(key -> key, key -> QUARTER)));
            assertTooLarge("cache.getAll", () -> cache.getAll(keys, String.class));
            assertTooLarge(
                    "list", () -> cache.sharedList("list", String.class, MINUTE).first(1_000));
            assertTooLarge(
                    "set", () -> cache.sharedSet("set", String.class, MINUTE).members());
            assertTooLarge("board", () -> board.top(1_000));
            assertThat(region.getAll(keys, missing -> missing.stream().collect(toMap(key -> key, key -> "loaded"))))
                    .hasSize(8)
                    .containsValue("loaded");
            assertThat(cache.getAll(keys.subList(0, 3), String.class)).hasSize(3);
            assertThat(cache.sharedList("list", String.class, MINUTE).first(3)).hasSize(3);
            assertThat(board.top(500)).hasSize(500);
            assertThat(region.getAll(keys.subList(0, 3), missing -> Map.of())).hasSize(3);
            assertThat(redoubt.connections().orElseThrow().breakerOpened()).isZero();
        }
    }

    private static void assertTooLarge(String operation, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreRejectedException.class, e -> assertThat(e.code()).isEqualTo("REPLY_TOO_LARGE"))
                .hasMessageContaining(operation)
                .hasMessageContaining("maxReplyBytes, which is " + MAX_BYTES)
                .hasMessageContaining("Ask for less at a time, store smaller values, or raise maxReplyBytes");
    }

    private static Redoubt connect(String driver, RedisServer server) {
        return Redoubt.connect(RedoubtSettings.builder()
                .redis(RedisSettings.builder()
                        .node(new Node(server.host(), server.port()))
                        .connectTimeout(Duration.ofSeconds(30))
                        .commandTimeout(Duration.ofSeconds(30))
                        .maxReplyBytes(MAX_BYTES)
                        .build())
                .driver(driver)
                .maxValueBytes(MAX_BYTES / 2)
                .build());
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis"})
    @DisplayName("Harm no other caller: 400 MB, again and again, in a JVM of 600 MB")
    void hugeValue(String driver) {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                RawRedis raw = server.raw()) {
            raw.call("SETRANGE", "cache:huge", "399999999", "\"");
            raw.call("EXPIRE", "cache:huge", "600");
            try (ChildJvm child = ChildJvm.start(
                    List.of("-Xmx600m"), LargeReplyLoad.class, driver, server.host(), String.valueOf(server.port()))) {
                assertThat(child.line()).isEqualTo("breaker 0, large 20 REPLY_TOO_LARGE, others {}");
                assertThat(child.awaitExit(10)).isZero();
            }
        }
    }
}
