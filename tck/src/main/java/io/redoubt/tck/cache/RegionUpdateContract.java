package io.redoubt.tck.cache;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.TypeRef;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.LoadedValue;
import io.redoubt.api.cache.LoadingRegion;
import io.redoubt.api.cache.Lookup;
import io.redoubt.api.cache.Region;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Contract tests for changing the entries of a cache {@link Region}, and for region views that add a loader or change
 * the value type.
 */
@DisplayName("A region")
public abstract class RegionUpdateContract extends RegionContractBase {

    @Nested
    @DisplayName("stores")
    class Stores {

        @Test
        @DisplayName("a value with a time to live of its own")
        void ownTtl() {
            Region<String, String> region = region(spec());
            region.put("a", "A", ofMillis(100), "tag");
            region.put("b", "B", ofMinutes(30), "tag");
            assertThat(region.lookup("a").value()).contains("A");
            on().elapse(ofMillis(101));
            assertThat(stored(region, "a")).isEqualTo("Miss");
            on().elapse(ofMinutes(0));
            assertThat(stored(region, "b")).isEqualTo("B");
            region.invalidateTag("tag");
            assertThat(stored(region, "b")).isEqualTo("Miss");
            assertThatThrownBy(() -> region.put("c", "C", ofMillis(0))).isInstanceOf(InvalidInputException.class);
        }

        @Test
        @DisplayName("many values with the same tags, up to as many as a bulk call takes")
        void all() {
            Region<String, String> region = region(spec());
            Map<String, String> values = new LinkedHashMap<>();
            numbered("k", 500).forEach(key -> values.put(key, "v" + key));
            region.put("k1", "before");
            region.putAll(values, "tag");
            assertThat(region.getAll(values.keySet(), missing -> Map.of())).isEqualTo(values);
            region.putAll(Map.of());
            region.invalidateTag("tag");
            assertThat(stored(region, "k1")).isEqualTo("Miss");
            Map<String, String> tooMany = IntStream.rangeClosed(0, CacheStore.MAX_BULK)
                    .boxed()
                    .collect(Collectors.toMap(String::valueOf, number -> "v"));
            assertThatThrownBy(() -> region.putAll(tooMany)).isInstanceOf(InvalidInputException.class);
        }

        @Test
        @DisplayName("a value unless there is a fresh one, and returns the one that it found")
        void ifAbsent() {
            Region<String, String> region =
                    region(spec().negativeTtl(ofMinutes(1)).staleOnError(ofMinutes(5)));
            assertThat(region.putIfAbsent("a", "first", "tag")).isEmpty();
            assertThat(region.putIfAbsent("a", "second")).contains("first");
            assertThat(stored(region, "a")).isEqualTo("first");
            region.invalidateTag("tag");
            assertThat(region.putIfAbsent("a", "after the invalidation")).isEmpty();
            region.markStale("a");
            assertThat(region.putIfAbsent("a", "after its expiry")).isEmpty();
            region.putNegative("b");
            assertThat(region.putIfAbsent("b", "now there is one")).isEmpty();
            assertThat(stored(region, "b")).isEqualTo("now there is one");
        }

        @Test
        @DisplayName("a value if absent over a load, whose value is then not stored")
        void ifAbsentDuringLoad() throws Exception {
            Region<String, String> region = region(spec());
            BlockingLoader held = new BlockingLoader("loaded");
            Future<LoadedValue<String>> load = meanwhile(() -> region.fetch("a", held));
            held.awaitBegun();
            assertThat(elsewhere(spec()).putIfAbsent("a", "put")).isEmpty();
            held.letGo();
            assertThat(result(load)).isEqualTo(notStored("loaded"));
            assertThat(stored(region, "a")).isEqualTo("put");
        }

        @Test
        @DisplayName("that no value exists, where it remembers that")
        void negative() {
            Region<String, String> region = region(spec().negativeTtl(ofMinutes(1)));
            region.put("a", "A");
            region.putNegative("a", "tag");
            assertThat(region.lookup("a")).isInstanceOf(Lookup.Negative.class);
            assertThat(region.lookup("a").value()).isEmpty();
            assertThat(region.get("a", gives("loaded"))).isNull();
            region.invalidateTag("tag");
            assertThat(region.get("a", gives("loaded"))).isEqualTo("loaded");
            assertThatThrownBy(() -> region(spec()).putNegative("a"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("negativeTtl");
        }
    }

    @Nested
    @DisplayName("invalidates")
    class Invalidates {

        @Test
        @DisplayName("a value, and says whether there was one")
        void one() {
            Region<String, String> region = region(spec());
            region.put("a", "A");
            assertThat(region.invalidate("a")).isTrue();
            assertThat(region.invalidate("a")).isFalse();
        }

        @Test
        @DisplayName("many values, and none of what was being loaded for them is stored")
        void many() throws Exception {
            Region<String, String> region = region(spec());
            region.put("a", "A");
            region.put("b", "B");
            region.put("c", "C");
            BlockingLoader held = new BlockingLoader("old");
            Future<LoadedValue<String>> load = meanwhile(() -> region.fetch("d", held));
            held.awaitBegun();
            region.invalidateAll(List.of("a", "b", "d", "none"));
            held.letGo();
            assertThat(result(load)).isEqualTo(notStored("old"));
            assertThat(List.of("a", "b", "c", "d"))
                    .extracting(key -> stored(region, key))
                    .containsExactly("Miss", "Miss", "C", "Miss");
            region.invalidateAll(List.of());
        }
    }

    @Nested
    @DisplayName("with a loader")
    class Loading {

        @Test
        @DisplayName("loads by itself: one key, and several one by one")
        void loads() {
            LoadingRegion<String, String> region = region(spec()).withLoader(key -> {
                loads.incrementAndGet();
                return key.equals("none") ? null : "of " + key;
            });
            assertThat(region.get("a")).isEqualTo("of a");
            assertThat(region.get("a")).isEqualTo("of a");
            assertThat(region.fetch("b")).isEqualTo(loaded("of b"));
            assertThat(region.get("none")).isNull();
            assertThat(loads).hasValue(3);
            assertThat(region.getAll(List.of("a", "none", "c"))).isEqualTo(Map.of("a", "of a", "c", "of c"));
            assertThat(loads).hasValue(5);
            assertThat(region.get("d", id -> "of the call")).isEqualTo("of the call");
        }

        @Test
        @DisplayName("loads several keys at once where it has a bulk loader, and single ones by it if it has no other")
        void bulk() {
            LoadingRegion<String, String> region = region(spec()).withBulkLoader(missing -> {
                loads.incrementAndGet();
                return missing.stream().collect(Collectors.toMap(key -> key, key -> "bulk " + key));
            });
            assertThat(region.getAll(List.of("a", "b"))).isEqualTo(Map.of("a", "bulk a", "b", "bulk b"));
            assertThat(region.get("c")).isEqualTo("bulk c");
            assertThat(loads).hasValue(2);
            LoadingRegion<String, String> both = region.withLoader((key, context) -> {
                context.tags("tag");
                return "single " + key;
            });
            assertThat(both.get("d")).isEqualTo("single d");
            assertThat(both.getAll(List.of("e"))).isEqualTo(Map.of("e", "bulk e"));
            both.invalidateTag("tag");
            assertThat(stored(region, "d")).isEqualTo("Miss");
            assertThat(region(spec())
                            .withLoader(key -> "single")
                            .withBulkLoader(missing -> Map.of())
                            .get("f"))
                    .isEqualTo("single");
        }

        @Test
        @DisplayName("refreshes by it, whatever loader a call passes")
        void refreshes() {
            LoadingRegion<String, String> region = region(
                            spec().ttl(ofSeconds(60)).staleWhileRevalidate(ofMinutes(5)))
                    .withLoader(key -> "own");
            region.put("a", "old");
            region.markStale("a");
            assertThat(region.fetch("a", id -> "of the call")).isEqualTo(stale("old"));
            awaitStored(region, "a", "own");
        }

        @Test
        @DisplayName("shares loads with the region that it is a view of")
        void shared() throws Exception {
            Region<String, String> region = region(spec());
            BlockingLoader held = new BlockingLoader("A");
            Future<String> first = meanwhile(() -> region.withLoader(held).get("a"));
            held.awaitBegun();
            Future<String> second = meanwhile(() -> region.get("a", fails("loaded twice")));
            held.letGo();
            assertThat(result(first)).isEqualTo("A");
            assertThat(result(second)).isEqualTo("A");
        }
    }

    @Nested
    @DisplayName("as a region of another type")
    class OtherType {

        @Test
        @DisplayName("has the same entries; one that is not of that type is a miss, and replaced")
        void entries() {
            Region<String, Object> objects = cache().region(spec().as(TypeRef.of(Object.class)));
            Region<String, Integer> numbers = objects.as(Integer.class);
            objects.put("a", 7, "tag");
            assertThat(numbers.lookup("a").value()).contains(7);
            objects.put("b", "text");
            assertThat(numbers.lookup("b")).isInstanceOf(Lookup.Miss.class);
            assertThat(numbers.get("b", id -> 8)).isEqualTo(8);
            assertThat(objects.lookup("b").value()).contains(8);
            assertThat(objects.as(new TypeRef<List<Integer>>() {}).get("c", id -> List.of(1, 2)))
                    .containsExactly(1, 2);
            numbers.invalidateTag("tag");
            assertThat(objects.lookup("a").value()).isEmpty();
        }

        @Test
        @DisplayName("is the same view every time, so that its callers share loads")
        void same() {
            Region<String, String> region = region(spec());
            assertThat(region.as(Integer.class)).isSameAs(region.as(Integer.class));
            assertThat(region.withLoader(key -> "A").as(Integer.class)).isSameAs(region.as(Integer.class));
        }
    }

    @Test
    @DisplayName("takes the methods of a repository as loaders, also where their names are overloaded")
    void methodReferences() {
        Region<String, String> region = region(spec());
        Repository repository = new Repository();
        assertThat(region.get("a", repository::find)).isEqualTo("one a");
        assertThat(region.getAll(List.of("a", "b"), repository::findAll)).isEqualTo(Map.of("a", "one a", "b", "all b"));
        assertThat(Optional.ofNullable(region.get("c", (id, context) -> {
                    context.doNotStore();
                    return repository.find(id);
                })))
                .contains("one c");
        assertThat(stored(region, "c")).isEqualTo("Miss");
    }

    /** Repository as applications have them, with overloaded methods. */
    static final class Repository {

        String find(String id) throws Exception {
            return "one " + id;
        }

        String find(int number) {
            return "number " + number;
        }

        Map<String, String> findAll(java.util.Collection<String> ids) {
            return ids.stream().collect(Collectors.toMap(id -> id, id -> "all " + id));
        }

        Map<String, String> findAll(int page) {
            return Map.of();
        }
    }
}
