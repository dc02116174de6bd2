package io.redoubt.tck.cache;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.CodecException;
import io.redoubt.api.InvalidInputException;
import io.redoubt.api.Ttl;
import io.redoubt.api.TypeRef;
import io.redoubt.api.cache.CacheStore;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Contract tests for every {@link CacheStore}, on Redis and in memory: values, bulk calls, times to live and invalid
 * arguments.
 */
public abstract class CacheStoreContract extends CacheContractBase {

    private static final Ttl MINUTE = Ttl.of(ofMinutes(1));

    @Nested
    @DisplayName("A value")
    class Values {

        @Test
        @DisplayName("is read back as it was written")
        void roundTrip() {
            cache().set("user:42:profile", SampleProfile.named("Ada"), MINUTE);
            assertThat(cache().get("user:42:profile", SampleProfile.class)).contains(SampleProfile.named("Ada"));
        }

        @Test
        @DisplayName("with type parameters is read back by a TypeRef")
        void generics() {
            cache().set("guild:7:data", List.of(SampleProfile.named("Ada"), SampleProfile.named("Bo")), MINUTE);
            assertThat(cache().get("guild:7:data", new TypeRef<List<SampleProfile>>() {})
                            .orElseThrow())
                    .containsExactly(SampleProfile.named("Ada"), SampleProfile.named("Bo"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"", " ", "plain", "42", "true", "null", "{}", "\"quoted\"", "\"", "ñ\u0000\n\uD83D\uDE80"})
        @DisplayName("that is text is read back to the letter")
        void text(String text) {
            cache().set("temp:text:1", text, MINUTE);
            assertThat(cache().get("temp:text:1", String.class)).contains(text);
        }

        @Test
        @DisplayName("is absent until it is written, and after it is deleted")
        void absent() {
            assertThat(cache().get("k", String.class)).isEmpty();
            assertThat(cache().exists("k")).isFalse();
            assertThat(cache().delete("k")).isFalse();
            cache().set("k", "v", MINUTE);
            assertThat(cache().exists("k")).isTrue();
            assertThat(cache().delete("k")).isTrue();
            assertThat(cache().get("k", String.class)).isEmpty();
        }

        @Test
        @DisplayName("is replaced, its time to live too")
        void replaced() {
            cache().set("k", "old", MINUTE);
            cache().set("k", "new", Ttl.of(ofMinutes(9)));
            assertThat(cache().get("k", String.class)).contains("new");
            assertThat(left("k")).isGreaterThan(ofMinutes(8));
        }

        @Test
        @DisplayName("is put once by setIfAbsent")
        void setIfAbsent() {
            assertThat(cache().setIfAbsent("k", "first", MINUTE)).isTrue();
            assertThat(cache().setIfAbsent("k", "second", Ttl.of(ofMinutes(9)))).isFalse();
            assertThat(cache().get("k", String.class)).contains("first");
            assertThat(left("k")).isLessThanOrEqualTo(ofMinutes(1));
        }

        @Test
        @DisplayName("of another type is a miss that is counted, and stays where it is")
        void undecodable() {
            cache().set("k", "text", MINUTE);
            assertThat(cache().get("k", SampleProfile.class)).isEmpty();
            assertThat(cache().getAll(List.of("k"), SampleProfile.class)).isEmpty();
            assertThat(cache().statistics().undecodable()).isEqualTo(2);
            assertThat(cache().statistics().misses()).isEqualTo(2);
            assertThat(cache().get("k", String.class)).contains("text");
        }

        @Test
        @DisplayName("under a key of any allowed characters is its own")
        void keys() {
            String longest = "k".repeat(1024);
            List<String> keys =
                    List.of("a", "A", "a:b", "a b", "a%3Ab", "*", "?", "[a]", "\\", "ключ", "\uD83D\uDE80", longest);
            keys.forEach(key -> cache().set(key, key, MINUTE));
            keys.forEach(key -> assertThat(cache().get(key, String.class)).contains(key));
        }

        @Test
        @DisplayName("counts as hit or miss")
        void statistics() {
            cache().set("k", "v", MINUTE);
            cache().get("k", String.class);
            cache().get("absent", String.class);
            cache().getAll(List.of("k", "absent", "k2"), String.class);
            assertThat(cache().statistics().hits()).isEqualTo(2);
            assertThat(cache().statistics().misses()).isEqualTo(3);
            assertThat(cache().statistics().hitRate()).isEqualTo(0.4);
        }
    }

    @Nested
    @DisplayName("A bulk call")
    class Bulk {

        @Test
        @DisplayName("reads what there is, in the order that was asked for, repeated keys once")
        void getAll() {
            cache().setAll(Map.of("a", 1, "b", 2, "c", 3), MINUTE);
            Map<String, Integer> found = cache().getAll(List.of("c", "missing", "a", "c"), Integer.class);
            assertThat(found).containsExactly(Map.entry("c", 3), Map.entry("a", 1));
        }

        @Test
        @DisplayName("deletes what there is, and says how many keys that were")
        void deletesAll() {
            List<String> keys =
                    IntStream.range(0, 300).mapToObj(i -> "many:" + i).toList();
            cache().setAll(keys.stream().collect(Collectors.toMap(key -> key, key -> 1)), ofMinutes(1));
            cache().set("other", 2, ofMinutes(1));
            cache().delete("many:7");
            List<String> twice =
                    Stream.concat(keys.stream(), Stream.of("many:1", "never")).toList();
            assertThat(cache().deleteAll(twice)).isEqualTo(299);
            assertThat(cache().getAll(keys, Integer.class)).isEmpty();
            assertThat(cache().get("other", Integer.class)).contains(2);
            assertThat(cache().deleteAll(List.of())).isZero();
            assertThatThrownBy(() -> cache().deleteAll(Collections.nCopies(CacheStore.MAX_BULK + 1, "k")))
                    .isInstanceOf(InvalidInputException.class);
        }

        @Test
        @DisplayName("of nothing does nothing")
        void empty() {
            cache().setAll(Map.of(), MINUTE);
            assertThat(cache().getAll(List.of(), String.class)).isEmpty();
        }

        @Test
        @DisplayName("of the largest size works, and a larger one is refused")
        void size() {
            Map<String, Integer> most =
                    IntStream.range(0, CacheStore.MAX_BULK).boxed().collect(Collectors.toMap(i -> "bulk:" + i, i -> i));
            cache().setAll(most, MINUTE);
            assertThat(cache().getAll(most.keySet(), Integer.class)).isEqualTo(most);
            Map<String, Integer> more = new LinkedHashMap<>(most);
            more.put("one-more", 1);
            assertThatThrownBy(() -> cache().setAll(more, MINUTE))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("10000")
                    .hasMessageContaining("split it");
            assertThatThrownBy(() -> cache().getAll(more.keySet(), Integer.class))
                    .isInstanceOf(InvalidInputException.class);
        }

        @Test
        @DisplayName("with one bad entry writes nothing")
        void allOrNothingChecked() {
            Map<String, String> entries = new LinkedHashMap<>();
            entries.put("good", "v");
            entries.put("bad{key}", "v");
            assertThatThrownBy(() -> cache().setAll(entries, MINUTE)).isInstanceOf(InvalidInputException.class);
            assertThat(cache().exists("good")).isFalse();
        }
    }

    @Nested
    @DisplayName("A time to live")
    class TimeToLive {

        @Test
        @DisplayName("ends the value when it is over, not before")
        void expires() {
            cache().set("long", "v", MINUTE);
            cache().set("k", "v", Ttl.of(ofMillis(100)));
            on().elapse(ofMillis(101));
            assertThat(cache().get("long", String.class)).contains("v");
            assertThat(cache().get("k", String.class)).isEmpty();
            assertThat(cache().exists("k")).isFalse();
            assertThat(cache().ttl("k")).isEmpty();
            assertThat(cache().setIfAbsent("k", "again", MINUTE)).isTrue();
        }

        @Test
        @DisplayName("can be asked for and changed")
        void changed() {
            cache().set("k", "v", MINUTE);
            assertThat(left("k")).isBetween(ofSeconds(40), ofMinutes(1));
            assertThat(cache().expire("k", Ttl.of(ofMinutes(5)))).isTrue();
            assertThat(left("k")).isBetween(ofMinutes(4), ofMinutes(5));
            assertThat(cache().expire("absent", MINUTE)).isFalse();
            assertThat(cache().exists("absent")).isFalse();
            assertThat(cache().expire("k", Ttl.of(ofMillis(100)))).isTrue();
            on().elapse(ofMillis(101));
            assertThat(cache().exists("k")).isFalse();
        }

        @Test
        @DisplayName("may be permanent where that is spelled out")
        void permanent() {
            on().permanent("k");
            on().permanent("k2");
            cache().set("k", "v", Ttl.permanent());
            assertThat(cache().ttl("k")).contains(Ttl.permanent());
            assertThat(cache().expire("k", MINUTE)).isTrue();
            assertThat(left("k")).isLessThanOrEqualTo(ofMinutes(1));
            assertThat(cache().expire("k", Ttl.permanent())).isTrue();
            assertThat(cache().expire("k", Ttl.permanent())).isTrue();
            assertThat(cache().ttl("k")).contains(Ttl.permanent());
            assertThat(cache().expire("absent", Ttl.permanent())).isFalse();
            assertThat(cache().setIfAbsent("k2", "v", Ttl.permanent())).isTrue();
            assertThat(cache().ttl("k2")).contains(Ttl.permanent());
        }

        @Test
        @DisplayName("is the same for each value of a bulk write")
        void bulk() {
            cache().setAll(Map.of("a", 1, "b", 2), MINUTE);
            assertThat(left("a")).isBetween(ofSeconds(40), ofMinutes(1));
            assertThat(left("b")).isBetween(ofSeconds(40), ofMinutes(1));
            cache().setAll(Map.of("a", 1, "b", 2), Ttl.of(ofMillis(100)));
            on().elapse(ofMillis(101));
            assertThat(cache().getAll(List.of("a", "b"), Integer.class)).isEmpty();
        }
    }

    @Nested
    @DisplayName("Wrong input is refused, and nothing is written:")
    @SuppressWarnings("NullAway") // null is one of the wrong inputs
    class WrongInput {

        @ParameterizedTest
        @ValueSource(strings = {"", "user:{id}", "a\u0000b", "a\nb", "\u0085", "\uD800", "a\uDC00"})
        @DisplayName("a key that is empty, has braces, control characters or half a character")
        void keys(String key) {
            refusesKey(key);
        }

        @Test
        @DisplayName("a key that is missing or too long")
        void missingOrLong() {
            refusesKey(null);
            refusesKey("k".repeat(1025));
            refusesKey("ñ".repeat(513));
        }

        private void refusesKey(String key) {
            List<org.assertj.core.api.ThrowableAssert.ThrowingCallable> calls = List.of(
                    () -> cache().get(key, String.class),
                    () -> cache().getAll(Collections.singleton(key), String.class),
                    () -> cache().set(key, "v", MINUTE),
                    () -> cache().setAll(Collections.singletonMap(key, "v"), MINUTE),
                    () -> cache().setIfAbsent(key, "v", MINUTE),
                    () -> cache().delete(key),
                    () -> cache().exists(key),
                    () -> cache().ttl(key),
                    () -> cache().expire(key, MINUTE),
                    () -> cache().counter(key, MINUTE));
            for (var call : calls) {
                assertThatThrownBy(call)
                        .isInstanceOf(InvalidInputException.class)
                        .hasMessageContaining("key");
            }
        }

        @Test
        @DisplayName("a time to live that is missing, zero, negative or too long")
        void timesToLive() {
            for (Duration bad : List.of(Duration.ZERO, ofMillis(-1), Duration.ofNanos(1), Ttl.MAX.plusMillis(1))) {
                assertThatThrownBy(() -> Ttl.of(bad))
                        .isInstanceOf(InvalidInputException.class)
                        .hasMessageContaining(bad.toString())
                        .hasMessageContaining("Ttl.permanent()");
            }
            assertThatThrownBy(() -> cache().set("k", "v", (Ttl) null))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("missing");
            assertThatThrownBy(() -> cache().setAll(Map.of("k", "v"), (Ttl) null))
                    .isInstanceOf(InvalidInputException.class);
            assertThatThrownBy(() -> cache().setIfAbsent("k", "v", (Ttl) null))
                    .isInstanceOf(InvalidInputException.class);
            assertThatThrownBy(() -> cache().expire("k", (Ttl) null)).isInstanceOf(InvalidInputException.class);
            assertThatThrownBy(() -> cache().counter("k", (Ttl) null)).isInstanceOf(InvalidInputException.class);
            assertThat(cache().exists("k")).isFalse();
        }

        @Test
        @DisplayName("a value that is missing, too large or cannot be encoded")
        void values() {
            assertThatThrownBy(() -> cache().set("k", null, MINUTE))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("'k'")
                    .hasMessageContaining("delete");
            // A megabyte is the limit, and the quotes of JSON count.
            cache().set("largest", "x".repeat((1 << 20) - 2), MINUTE);
            assertThat(cache().get("largest", String.class)).isPresent();
            assertThatThrownBy(() -> cache().set("k", "x".repeat((1 << 20) - 1), MINUTE))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("1048577")
                    .hasMessageContaining("maxValueBytes");
            Object[] itself = new Object[1];
            itself[0] = itself;
            assertThatThrownBy(() -> cache().set("k", itself, MINUTE)).isInstanceOf(CodecException.class);
            assertThat(cache().exists("k")).isFalse();
        }
    }

    private Duration left(String key) {
        return cache().ttl(key).orElseThrow().expiring(key);
    }
}
