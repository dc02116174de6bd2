package io.redoubt.tck.cache;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.TypeRef;
import io.redoubt.api.cache.LoadedValue;
import io.redoubt.api.cache.LoadedValue.Origin;
import io.redoubt.api.cache.Lookup;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.NearCacheStatistics;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Contract tests for a cache {@link Region} with a near cache (a cache in the process), on Redis and in memory. */
public abstract class NearRegionContract extends RegionContractBase {

    /** Number of changes after each of which the next read must see the change. */
    private static final int CHANGES = 100;

    Region<String, String> region;

    /** Returns the settings of near caches for a size, with which the contract is to hold. */
    NearCacheSettings near(NearCacheSettings size) {
        return size.maxAge(ofMinutes(10));
    }

    /** Returns the state of a near cache that is in use. */
    NearCacheStatistics.State inUse() {
        return NearCacheStatistics.State.ACTIVE;
    }

    final RegionSpec<String, String> nearSpec() {
        return spec().key("user:{id}:name").near(near(NearCacheSettings.maxEntries(1_000)));
    }

    @BeforeEach
    void openRegion() {
        region = opened(nearSpec());
    }

    /** Returns a region whose near cache is in use. */
    final <V> Region<String, V> opened(RegionSpec<String, V> spec) {
        Region<String, V> opened = cache().region(spec);
        awaitActive(opened);
        return opened;
    }

    final void awaitActive(Region<?, ?> region) {
        Awaitility.await()
                .pollInterval(ofMillis(5))
                .atMost(PATIENCE)
                .until(() -> region.statistics().near().state() == inUse());
    }

    /** Reads a key until the value is near: the report of an earlier change may still be on its way. */
    final LoadedValue<String> awaitNear(Region<String, String> of, String key) {
        return Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(ofMillis(2))
                .atMost(PATIENCE)
                .until(() -> of.fetch(key, gives("no")), fetched -> fetched.origin() == Origin.NEAR);
    }

    /**
     * Makes assertions that hold from the moment on at which the reports of all earlier changes have arrived: a late
     * one drops a value that was read in the meantime.
     */
    static void onceReported(ThrowingRunnable assertions) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(ofMillis(5))
                .atMost(PATIENCE)
                .untilAsserted(assertions);
    }

    @Nested
    @DisplayName("A value that was read")
    class Reads {

        @Test
        @DisplayName("is returned from the near cache by every way of reading, as the same object")
        void hits() {
            region.put("a", "A");
            onceReported(() -> {
                LoadedValue<String> near = awaitNear(region, "a");
                assertThat(near.value()).isEqualTo("A");
                assertThat(region.fetch("a", gives("no")).value()).isSameAs(near.value());
                assertThat(region.get("a", gives("no"))).isSameAs(near.value());
                assertThat(region.get("a", id -> "no")).isSameAs(near.value());
                assertThat(region.withLoader(gives("no")).get("a")).isSameAs(near.value());
                assertThat(region.getAll(List.of("a"), missing -> Map.of()).get("a"))
                        .isSameAs(near.value());
                assertThat(region.lookup("a")).isInstanceOfSatisfying(Lookup.Hit.class, hit -> {
                    assertThat(hit.found()).isEqualTo("A");
                    assertThat(hit.source()).isEqualTo(Lookup.Source.NEAR);
                });
            });
            assertThat(loads).hasValue(0);
        }

        @Test
        @DisplayName("is counted as a hit of the region, of the store and of the near cache")
        void counted() {
            region.put("a", "A");
            onceReported(() -> {
                awaitNear(region, "a");
                long hits = region.statistics().hits();
                long near = region.statistics().near().hits();
                long ofStore = cache().statistics().hits();
                region.get("a", gives("no"));
                region.get("a", gives("no"));
                assertThat(region.statistics().hits()).isEqualTo(hits + 2);
                assertThat(region.statistics().near().hits()).isEqualTo(near + 2);
                assertThat(cache().statistics().hits()).isEqualTo(ofStore + 2);
                assertThat(region.statistics().near().entries()).isEqualTo(1);
            });
        }

        @Test
        @DisplayName("may be that no value exists")
        void negative() {
            Region<String, String> negatives = opened(nearSpec().negativeTtl(ofMinutes(1)));
            negatives.putNegative("a");
            LoadedValue<String> near = awaitNear(negatives, "a");
            assertThat(near.value()).isNull();
            assertThat(negatives.lookup("a")).isInstanceOf(Lookup.Negative.class);
            assertThat(negatives.statistics().negatives()).isPositive();
            negatives.put("a", "A");
            assertThat(negatives.get("a", gives("no"))).isEqualTo("A");
        }

        @Test
        @DisplayName("is decoded again for each read if its objects can be changed")
        void decodedEachRead() {
            RegionSpec<String, List<String>> lists = RegionSpec.of("lists", new TypeRef<List<String>>() {})
                    .ttl(ofMinutes(10))
                    .near(near(NearCacheSettings.maxEntries(1_000)).decodeEachRead());
            Region<String, List<String>> region = opened(lists);
            region.put("a", List.of("x"));
            List<String> first = Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> region.fetch("a", id -> List.of()), each -> each.origin() == Origin.NEAR)
                    .value();
            List<String> second = region.get("a", id -> List.of());
            assertThat(second).isEqualTo(List.of("x")).isNotSameAs(first);
        }

        @Test
        @DisplayName("expires when it does in the store, and at the maximum age")
        void expires() {
            Region<String, String> shortLived = opened(nearSpec().ttl(ofMillis(400)));
            boolean wasNear = false;
            for (int i = 0; !wasNear; i++) {
                shortLived.put("a", "old" + i);
                shortLived.get("a", gives("ended" + i));
                wasNear = shortLived.fetch("a", gives("ended" + i)).origin() == Origin.NEAR;
                on().elapse(ofMillis(400));
                assertThat(shortLived.fetch("a", gives("new" + i))).isEqualTo(loaded("new" + i));
                shortLived.invalidate("a");
            }

            Region<String, String> young = opened(
                    nearSpec().near(near(NearCacheSettings.maxEntries(10)).maxAge(ofMillis(50))));
            young.put("b", "B");
            awaitNear(young, "b");
            on().elapse(ofMillis(50));
            assertThat(young.fetch("b", gives("no"))).isEqualTo(cached("B"));
        }

        @Test
        @DisplayName("is refreshed ahead of its end like one in the store")
        void refreshedAhead() {
            Region<String, String> ahead = opened(nearSpec().ttl(ofSeconds(10)).refreshAhead(10));
            ahead.get("a", (id, load) -> {
                on().elapse(ofMillis(500)); // so that each read refreshes with a probability of an eighth
                return "old";
            });
            Awaitility.await().pollInterval(ofMillis(1)).atMost(PATIENCE).until(() -> {
                ahead.get("a", gives("new"));
                return ahead.statistics().refreshes() > 0;
            });
            Awaitility.await()
                    .pollInterval(ofMillis(1))
                    .atMost(PATIENCE)
                    .until(() -> "new".equals(ahead.get("a", gives("new"))));
        }
    }

    @Nested
    @DisplayName("The next read in this process sees")
    class OwnChanges {

        /** Reads the key; in the first rounds, until its value is near, so that it is a near value that changes. */
        private @Nullable String nearAtFirst(int round) {
            return round < 15 ? awaitNear(region, "a").value() : region.get("a", gives("no"));
        }

        @Test
        @DisplayName("each put")
        void put() {
            for (int i = 0; i < CHANGES; i++) {
                region.put("a", "v" + i);
                assertThat(region.get("a", gives("no"))).isEqualTo("v" + i);
                assertThat(nearAtFirst(i)).isEqualTo("v" + i);
            }
        }

        @Test
        @DisplayName("each invalidation, by key, by tag and of the whole region")
        void invalidate() {
            List<Runnable> invalidations = new ArrayList<>(List.of(
                    () -> region.invalidate("a"),
                    () -> region.invalidateAll(List.of("b", "a")),
                    () -> region.invalidateTag("tag"),
                    region::clear,
                    () -> region.markStale("a")));
            for (int i = 0; i < CHANGES; i++) {
                region.put("a", "old" + i, "tag");
                assertThat(region.get("a", gives("no"))).isEqualTo("old" + i);
                assertThat(nearAtFirst(i)).isEqualTo("old" + i);
                invalidations.get(i % invalidations.size()).run();
                assertThat(region.get("a", gives("new" + i, "tag"))).isEqualTo("new" + i);
            }
        }

        @Test
        @DisplayName("what another Region object of the same name has changed, also with values of another type")
        void throughViews() {
            Region<String, Object> view = region.as(Object.class);
            for (int i = 0; i < CHANGES; i++) {
                region.put("a", "v" + i);
                assertThat(view.get("a", id -> "no")).isEqualTo("v" + i);
                assertThat(region.get("a", gives("no"))).isEqualTo("v" + i);
                Region<String, String> same = cache().region(nearSpec());
                same.put("a", "w" + i);
                assertThat(region.get("a", gives("no"))).isEqualTo("w" + i);
                assertThat(view.get("a", id -> "no")).isEqualTo("w" + i);
            }
        }
    }

    @Test
    @DisplayName("A near cache keeps as many entries, or bytes, or as much weight as it may, and drops the others")
    void bounded() {
        for (NearCacheSettings settings : List.of(
                NearCacheSettings.maxEntries(10),
                NearCacheSettings.maxBytes(10_000),
                NearCacheSettings.maxWeight(100, value -> ((String) value).length()))) {
            Region<String, String> small = opened(nearSpec().near(near(settings)));
            List<String> keys = numbered("k", 200);
            keys.forEach(key -> small.put(key, "0123456789"));
            onceReported(() -> {
                keys.forEach(key -> small.get(key, gives("no")));
                assertThat(small.statistics().near().entries()).isPositive();
                assertThat(small.statistics().near().evictions()).isPositive();
            });
            NearCacheStatistics near = small.statistics().near();
            assertThat(near.size()).isLessThanOrEqualTo(settings.size());
            assertThat(near.entries()).isLessThan(40);
            small.clear();
        }
    }

    @Test
    @DisplayName("A weigher that throws costs no read")
    void badWeigher() {
        Region<String, String> weighed = opened(nearSpec().near(near(NearCacheSettings.maxWeight(100, value -> {
            throw new IllegalStateException("on purpose");
        }))));
        weighed.put("a", "A");
        onceReported(() -> {
            assertThat(weighed.fetch("a", gives("no"))).isEqualTo(cached("A"));
            assertThat(weighed.statistics().near().refusedFills()).isPositive();
        });
    }
}
