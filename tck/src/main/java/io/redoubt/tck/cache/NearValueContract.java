package io.redoubt.tck.cache;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.Codec;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.Ttl;
import io.redoubt.api.TypeRef;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.NearCacheSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Contract tests for a {@link CacheStore} with near caches (caches in the process) for keys with given prefixes. */
public abstract class NearValueContract extends NearValueContractBase {

    /** Number of changes after each of which the next read must see the change. */
    private static final int CHANGES = 50;

    /** Codec of texts without characters that JSON escapes. */
    private static final class QuotingCodec implements Codec {

        @Override
        public byte[] encode(Object value) {
            return ("\"" + value + "\"").getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public <T> T decode(byte[] bytes, TypeRef<T> type) {
            String text = new String(bytes, StandardCharsets.UTF_8);
            @SuppressWarnings("unchecked")
            T decoded = (T) text.substring(1, text.length() - 1);
            return decoded;
        }
    }

    @Nested
    @DisplayName("A value that was read")
    class Reads {

        @Test
        @DisplayName("is returned by every way of reading, as the same object, and is counted")
        void hits() {
            cache().set("user:1", SampleProfile.named("Ada"), LONG);
            onceReported(() -> {
                SampleProfile near = cache().get("user:1", SampleProfile.class).orElseThrow();
                long hits = cache().statistics().hits();
                long nearHits = near(cache()).hits();
                assertThat(cache().get("user:1", SampleProfile.class).orElseThrow())
                        .isSameAs(near);
                assertThat(cache().get("user:1", new TypeRef<SampleProfile>() {})
                                .orElseThrow())
                        .isSameAs(near);
                assertThat(cache().getAll(List.of("user:1", "user:0"), SampleProfile.class)
                                .get("user:1"))
                        .isSameAs(near);
                assertThat(cache().async()
                                .call(store -> store.get("user:1", SampleProfile.class))
                                .get(30, TimeUnit.SECONDS)
                                .orElseThrow())
                        .isSameAs(near);
                assertThat(cache().statistics().hits()).isEqualTo(hits + 4);
                assertThat(near(cache()).hits()).isBetween(nearHits + 4, nearHits + 5);
                assertThat(near(cache()).state()).isEqualTo(inUse());
            });
        }

        @Test
        @DisplayName("has one object for each type, and none that another type could be confused with")
        void types() {
            cache().set("user:1", 42, LONG);
            awaitNear(cache(), "user:1");
            long misses = near(cache()).misses();
            assertThat(cache().get("user:1", Integer.class)).contains(42);
            assertThat(cache().get("user:1", Long.class)).contains(42L);
            assertThat(cache().get("user:1", String.class)).contains("42");
            assertThat(cache().get("user:1", Double.class)).contains(42.0);
            assertThat(cache().get("user:1", Object.class)).contains(42);
            assertThat(cache().get("user:1", Short.class)).contains((short) 42);
            assertThat(cache().get("user:1", Short.class)).contains((short) 42);
            assertThat(near(cache()).misses()).isEqualTo(misses);
        }

        @Test
        @DisplayName("that does not decode is a miss each time")
        void undecodable() {
            cache().set("user:1", "text", LONG);
            awaitNear(cache(), "user:1");
            long undecodable = cache().statistics().undecodable();
            long misses = cache().statistics().misses();
            assertThat(cache().get("user:1", SampleProfile.class)).isEmpty();
            assertThat(cache().getAll(List.of("user:1"), SampleProfile.class)).isEmpty();
            assertThat(cache().statistics().undecodable()).isEqualTo(undecodable + 2);
            assertThat(cache().statistics().misses()).isEqualTo(misses + 2);
            assertThat(cache().get("user:1", String.class)).contains("text");
        }

        @Test
        @DisplayName("may be that a key does not exist, which counts as a miss of the store")
        void absent() {
            awaitNear(cache(), "user:none");
            long misses = cache().statistics().misses();
            long nearMisses = near(cache()).misses();
            assertThat(cache().get("user:none", String.class)).isEmpty();
            assertThat(cache().getAll(List.of("user:none"), String.class)).isEmpty();
            assertThat(cache().statistics().misses()).isEqualTo(misses + 2);
            assertThat(near(cache()).misses()).isEqualTo(nearMisses);
        }

        @Test
        @DisplayName("is decoded again for each read if its objects can be changed")
        void decodedEachRead() {
            CacheStore store = openWith(NEAR.decodeEachRead());
            store.set("user:1", List.of("x"), LONG);
            awaitNear(store, "user:1");
            TypeRef<List<String>> type = new TypeRef<>() {};
            List<String> first = store.get("user:1", type).orElseThrow();
            assertThat(store.get("user:1", type).orElseThrow())
                    .isEqualTo(List.of("x"))
                    .isNotSameAs(first);
        }

        @Test
        @DisplayName("is not near under another prefix, also in a bulk read of both")
        void otherPrefixes() {
            cache().setAll(Map.of("user:1", "A", "other:1", "B", "us", "C"), LONG);
            awaitNear(cache(), "user:1");
            onceReported(() -> {
                awaitNear(cache(), "user:1");
                long hits = near(cache()).hits();
                assertThat(cache().getAll(List.of("us", "user:1", "other:1", "user:0"), String.class))
                        .containsExactly(Map.entry("us", "C"), Map.entry("user:1", "A"), Map.entry("other:1", "B"));
                assertThat(near(cache()).hits()).isBetween(hits + 1, hits + 2);
                assertThat(near(cache()).entries()).isEqualTo(2);
            });
            assertThat(cache().statistics().near()).containsOnlyKeys("user:", "item:");
        }

        @Test
        @DisplayName("expires when it does in the store, and at the maximum age")
        void expires() {
            boolean wasNear = false;
            for (int i = 0; !wasNear; i++) {
                cache().set("user:1", "v" + i, Ttl.of(ofMillis(300)));
                cache().get("user:1", String.class);
                wasNear = isNear(cache(), "user:1");
                on().elapse(ofMillis(301));
                assertThat(cache().get("user:1", String.class)).isEmpty();
            }

            CacheStore young = openWith(NearCacheSettings.maxEntries(10).maxAge(ofMillis(50)));
            young.set("user:2", "v", LONG);
            awaitNear(young, "user:2");
            long misses = near(young).misses();
            on().elapse(ofMillis(60));
            assertThat(young.get("user:2", String.class)).contains("v");
            assertThat(near(young).misses()).isGreaterThan(misses);
        }
    }

    /** Change of the key {@code user:1}, and what a read as text returns afterwards; null for nothing. */
    private record Change(
            String name,
            Consumer<CacheStore> change,
            @Nullable String after) {}

    @Nested
    @DisplayName("The next read in this process sees")
    class OwnChanges {

        private List<Change> changes() {
            List<Change> changes = new ArrayList<>();
            changes.add(new Change("set", store -> store.set("user:1", "set", LONG), "set"));
            changes.add(new Change("setAll", store -> store.setAll(Map.of("user:1", "all", "b", "b"), LONG), "all"));
            changes.add(new Change("delete", store -> store.delete("user:1"), null));
            changes.add(new Change("deleteAll", store -> store.deleteAll(List.of("user:0", "user:1")), null));
            changes.add(new Change("deleteMatching", store -> store.deleteMatching("us*:1"), null));
            changes.add(new Change(
                    "async", store -> store.async().set("user:1", "async", LONG).join(), "async"));
            return changes;
        }

        @Test
        @DisplayName("each change of a value, through each view of the store")
        void values() {
            List<CacheStore> views = List.of(cache(), cache().withCodec(new QuotingCodec()));
            for (int i = 0; i < CHANGES; i++) {
                Change change = changes().get(i % changes().size());
                CacheStore view = views.get(i / changes().size() % views.size());
                cache().set("user:1", "before", LONG);
                assertThat(cache().get("user:1", String.class)).contains("before");
                if (i < 12) {
                    awaitNear(cache(), "user:1");
                }
                change.change.accept(view);
                for (CacheStore reader : views) {
                    assertThat(reader.get("user:1", String.class).orElse(null))
                            .as(change.name)
                            .isEqualTo(change.after);
                }
            }
        }

        @Test
        @DisplayName("that a key exists now: by setIfAbsent, as a counter, a set, a list or a leaderboard")
        void created() {
            awaitNear(cache(), "user:1");
            assertThat(cache().setIfAbsent("user:1", "there", LONG)).isTrue();
            assertThat(cache().get("user:1", String.class)).contains("there");
            awaitNear(cache(), "user:2");
            cache().counter("user:2", LONG).increment();
            assertThat(cache().get("user:2", Integer.class)).contains(1);
            awaitNear(cache(), "user:2");
            cache().counter("user:2", LONG).add(4);
            assertThat(cache().get("user:2", Integer.class)).contains(5);

            List<Consumer<String>> structures = List.of(
                    key -> cache().sharedSet(key, String.class, LONG).add("a"),
                    key -> cache().sharedList(key, String.class, LONG).pushLast("a"),
                    key -> cache().leaderboard(key, LONG).put("a", 1));
            for (int i = 0; i < structures.size(); i++) {
                String key = "user:structure:" + i;
                awaitNear(cache(), key);
                structures.get(i).accept(key);
                assertThatThrownBy(() -> cache().get(key, String.class)).isInstanceOf(StoreRejectedException.class);
            }
            cache().set("user:structure:1", "v", LONG);
            cache().delete("user:structure:1");
            cache().sharedList("user:structure:1", String.class, LONG).pushLast("a");
            cache().sharedList("user:structure:1", String.class, LONG).popFirst();
            assertThat(cache().get("user:structure:1", String.class)).isEmpty();
        }

        @Test
        @DisplayName("a shorter time to live, and that there is none any more")
        void ttl() {
            cache().set("user:1", "v", LONG);
            awaitNear(cache(), "user:1");
            assertThat(cache().expire("user:1", ofMillis(50))).isTrue();
            on().elapse(ofMillis(51));
            assertThat(cache().get("user:1", String.class)).isEmpty();

            cache().set("user:2", "v", Ttl.of(ofMillis(500)));
            cache().get("user:2", String.class);
            assertThat(cache().expire("user:2", LONG)).isTrue();
            on().elapse(ofMillis(501));
            assertThat(cache().get("user:2", String.class)).contains("v");
        }

        @Test
        @DisplayName("what a deletion by pattern has deleted so far, also while it runs")
        void deletionInProgress() {
            List<String> keys =
                    IntStream.range(0, 600).mapToObj(i -> "user:" + i).toList();
            cache().setAll(keys.stream().collect(Collectors.toMap(key -> key, key -> "v")), LONG);
            onceReported(() -> {
                cache().getAll(keys, String.class);
                assertThat(near(cache()).entries()).isEqualTo(600);
            });
            cache().deleteMatching(
                            "user:*",
                            progress -> assertThat(cache().getAll(keys, String.class))
                                    .hasSize((int) (600 - progress.deleted())));
            assertThat(cache().getAll(keys, String.class)).isEmpty();
        }
    }

    @Test
    @DisplayName("What is read is not kept if the value changes before it could be")
    void changedMeanwhile() {
        AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
        CacheStore store = openWith(NearCacheSettings.maxWeight(100, value -> {
            meanwhile.getAndSet(() -> {}).run(); // after the read, and before its result is kept
            return 1;
        }));
        store.set("user:1", "old", LONG);
        awaitNear(store, "user:1");
        List<Runnable> changes = List.of(
                () -> store.set("user:1", "new", LONG),
                () -> store.setAll(Map.of("user:1", "new"), LONG),
                () -> store.expire("user:1", ofMinutes(5)),
                () -> store.deleteMatching("user:1"));
        for (Runnable change : changes) {
            store.set("user:1", "old", LONG);
            onceReported(() -> {
                store.set("user:1", "old", LONG);
                long refused = near(store).refusedFills();
                meanwhile.set(change);
                assertThat(store.get("user:1", String.class)).contains("old");
                assertThat(near(store).refusedFills()).isEqualTo(refused + 1);
                assertThat(isNear(store, "user:1")).isFalse();
            });
        }
    }

    @Test
    @DisplayName("A near cache keeps as many values, or bytes, or as much weight as it may, and drops the others")
    void bounded() {
        for (NearCacheSettings settings : List.of(
                NearCacheSettings.maxEntries(10),
                NearCacheSettings.maxBytes(10_000),
                NearCacheSettings.maxWeight(100, value -> ((String) value).length()))) {
            CacheStore small = openWith(settings);
            List<String> keys =
                    IntStream.range(0, 200).mapToObj(i -> "user:" + i).toList();
            small.setAll(keys.stream().collect(Collectors.toMap(key -> key, key -> "0123456789")), LONG);
            onceReported(() -> {
                small.getAll(keys, String.class);
                assertThat(near(small).entries()).isPositive();
                assertThat(near(small).evictions()).isPositive();
            });
            assertThat(near(small).size()).isLessThanOrEqualTo(settings.size());
            assertThat(near(small).entries()).isLessThan(40);
        }
    }

    @Test
    @DisplayName("A weigher that throws costs no read")
    void badWeigher() {
        CacheStore store = openWith(NearCacheSettings.maxWeight(100, value -> {
            throw new IllegalStateException("on purpose");
        }));
        store.set("user:1", "A", LONG);
        onceReported(() -> {
            assertThat(store.get("user:1", String.class)).contains("A");
            assertThat(near(store).refusedFills()).isPositive();
        });
    }
}
