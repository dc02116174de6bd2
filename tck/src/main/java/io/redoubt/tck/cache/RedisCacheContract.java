package io.redoubt.tck.cache;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.Ttl;
import io.redoubt.api.TypeRef;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.Counter;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.CommandCost;
import io.redoubt.tck.backend.RedisBackend;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Contract tests for a {@link CacheStore} on Redis: the format of stored values, and the number of commands of each
 * call.
 */
public abstract class RedisCacheContract extends CacheContractBase {

    private static final Ttl MINUTE = Ttl.of(ofMinutes(1));

    @Override
    protected abstract RedisBackend backend();

    private RedisBackend redis() {
        Backend backend = on();
        return (RedisBackend) backend;
    }

    private String physical(String key) {
        return redis().prefix() + key;
    }

    @Nested
    @DisplayName("On the server")
    class OnTheServer {

        @Test
        @DisplayName("a value is JSON under prefix, kind and key, with its time to live")
        void format() {
            cache().set("user:42:profile", SampleProfile.named("Ada"), MINUTE);
            String key = physical("cache:user:42:profile");
            assertThat(redis().raw("GET", key)).startsWith("{\"").contains("\"name\":\"Ada\"", "\"level\":42");
            assertThat(Long.parseLong(redis().raw("PTTL", key))).isBetween(50_000L, 60_000L);
            cache().set("text", "hello", MINUTE);
            assertThat(redis().raw("GET", physical("cache:text"))).isEqualTo("\"hello\"");
        }

        @Test
        @DisplayName("a region's entry is a line and JSON under prefix, kind, region and key")
        void regionFormat() {
            Region<String, String> region = cache().region(RegionSpec.of("names", String.class)
                    .key("user:{id}")
                    .ttl(ofMinutes(1)));
            region.put("a:b", "Ada");
            assertThat(redis().raw("GET", physical("region:names:user:a%3Ab")))
                    .matches("~V[0-9a-f]{16} [^\\n]+\\n\"Ada\"");
        }

        @Test
        @DisplayName("text, numbers and JSON that others wrote are read")
        void foreign() {
            redis().raw("SET", physical("cache:text"), "plain text", "EX", "60");
            redis().raw("SET", physical("cache:number"), "42", "EX", "60");
            redis().raw("SET", physical("cache:json"), "{\"name\":\"Bo\",\"level\":1,\"new\":true}", "EX", "60");
            assertThat(cache().get("text", String.class)).contains("plain text");
            assertThat(cache().get("number", Integer.class)).contains(42);
            assertThat(cache().get("number", String.class)).contains("42");
            assertThat(cache().get("json", new TypeRef<Map<String, Object>>() {})
                            .orElseThrow())
                    .containsEntry("name", "Bo");
        }

        @Test
        @DisplayName("a longer time to live than any of Redoubt, which others set, is that of Redoubt")
        void longLived() {
            redis().raw("SET", physical("cache:k"), "plain text", "EX", "400000000");
            assertThat(cache().get("k", String.class)).contains("plain text");
            assertThat(cache().ttl("k")).contains(Ttl.of(Ttl.MAX));
        }

        @Test
        @DisplayName("nothing is touched outside of the prefix")
        void prefix() {
            String mine = physical("cache:k");
            assertThat(cache().get("k", String.class)).isEmpty();
            cache().set("k", "v", MINUTE);
            assertThat(redis().raw("EXISTS", mine)).isEqualTo("1");
            assertThat(redis().raw("EXISTS", "cache:k")).isEqualTo("0");
        }

        @Test
        @DisplayName("a key of another type is refused with a remedy, and in a bulk call too")
        void wrongType() {
            redis().raw("RPUSH", physical("cache:list"), "a");
            redis().raw("EXPIRE", physical("cache:list"), "60");
            List<org.assertj.core.api.ThrowableAssert.ThrowingCallable> calls = List.of(
                    () -> cache().get("list", String.class),
                    () -> cache().getAll(List.of("absent", "list"), String.class),
                    () -> cache().counter("list", MINUTE).increment());
            for (var call : calls) {
                assertThatThrownBy(call)
                        .isInstanceOfSatisfying(
                                StoreRejectedException.class,
                                e -> assertThat(e.code()).isEqualTo("WRONGTYPE"))
                        .hasMessageContaining("Use another key");
            }
        }

        @Test
        @DisplayName("a forgotten script is sent again")
        void scriptFlush() {
            Counter counter = cache().counter("k", MINUTE);
            counter.increment();
            redis().forgetScripts();
            assertThat(counter.increment()).isEqualTo(2);
        }
    }

    @Nested
    @DisplayName("Commands and round trips:")
    class Costs {

        @Test
        @DisplayName("each call on one key is one command in one round trip")
        void single() {
            on().permanent("k");
            Counter counter = cache().counter("n", MINUTE);
            Map<String, Supplier<?>> calls = new HashMap<>();
            calls.put("set", () -> {
                cache().set("k", "v", MINUTE);
                return "";
            });
            calls.put("get", () -> cache().get("k", String.class));
            calls.put("miss", () -> cache().get("absent", String.class));
            calls.put("setIfAbsent", () -> cache().setIfAbsent("k", "v", MINUTE));
            calls.put("exists", () -> cache().exists("k"));
            calls.put("ttl", () -> cache().ttl("k"));
            calls.put("expire", () -> cache().expire("k", MINUTE));
            calls.put("persist", () -> cache().expire("k", Ttl.permanent()));
            calls.put("counter add", counter::increment);
            calls.put("counter get", counter::get);
            calls.put("delete", () -> cache().delete("k"));
            calls.forEach((name, call) -> {
                measured(call); // the first use of a script sends it to the key's master
                assertCost(name, measured(call), 1, 1);
            });
        }

        @Test
        @DisplayName("a bulk call is at most one command a key, in one round trip to each master")
        void bulk() {
            Map<String, Integer> entries = new HashMap<>();
            for (int i = 0; i < 500; i++) {
                entries.put("bulk:" + i, i);
            }
            List<String> keys = new ArrayList<>(entries.keySet());
            cache().setAll(entries, MINUTE);
            CommandCost setAll = measured(() -> {
                cache().setAll(entries, MINUTE);
                return "";
            });
            CommandCost getAll = measured(() -> cache().getAll(keys, Integer.class));
            // Five hundred keys concern every master.
            setAll.mustBeAtMost(500, setAll.masters());
            getAll.mustBeAtMost(500, getAll.masters());
        }

        @Test
        @DisplayName("what is refused for its input costs nothing")
        void refused() {
            cache().exists("warm");
            CommandCost cost = measured(() -> {
                assertThatThrownBy(() -> cache().set("bad{key}", "v", MINUTE)).isNotNull();
                assertThatThrownBy(() -> cache().getAll(List.of("good", ""), String.class))
                        .isNotNull();
                return cache().getAll(List.of(), String.class);
            });
            assertCost("refused", cost, 0, 0);
        }

        private CommandCost measured(Supplier<?> call) {
            List<Object> results = new ArrayList<>();
            return redis().measure(() -> results.add(call.get()));
        }

        private void assertCost(String what, CommandCost cost, long commands, long roundTrips) {
            assertThatCode(() -> cost.mustBe(commands, roundTrips)).as(what).doesNotThrowAnyException();
        }
    }
}
