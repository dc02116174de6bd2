package io.redoubt.tck.cache;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.cache.BulkLoader;
import io.redoubt.api.cache.HotKey;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.Warmup;
import io.redoubt.api.cache.WarmupPlan;
import io.redoubt.api.cache.WarmupProgress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for loading the values of a cache region in advance, and for reports of the most-used keys. */
@DisplayName("A warming")
public abstract class WarmupContract extends CacheContractBase {

    private static final Duration PATIENCE = ofSeconds(30);

    /** Half of what the lease of a warming lasts that was not given back. */
    private static final Duration SOON = ofSeconds(15);

    /** Maximum number of reads until some have been counted: they are sampled, near reads with 1 in 512. */
    private static final int SAMPLED_READS = 20_000;

    private final Set<String> loaded = ConcurrentHashMap.newKeySet();
    private final AtomicInteger atATime = new AtomicInteger();
    private final AtomicInteger mostAtATime = new AtomicInteger();
    private Region<String, String> names;

    @BeforeEach
    void openRegion() {
        names = region();
    }

    private Region<String, String> region() {
        return cache().region(RegionSpec.of("names", String.class).ttl(ofMinutes(5)));
    }

    private final BulkLoader<String, String> loader = missing -> {
        mostAtATime.accumulateAndGet(atATime.incrementAndGet(), Math::max);
        loaded.addAll(missing);
        atATime.decrementAndGet();
        return missing.stream().collect(Collectors.toMap(key -> key, key -> "name of " + key));
    };

    private static List<String> ids(int most) {
        return IntStream.range(0, most).mapToObj(i -> "id" + i).toList();
    }

    private static WarmupPlan<String, String> plan(int keys, BulkLoader<String, String> loader) {
        return WarmupPlan.of(() -> ids(keys).stream(), loader);
    }

    @Test
    @DisplayName("loads what is missing, in batches, a few at a time, and tells how far it is")
    void warms() {
        Queue<WarmupProgress> progress = new ConcurrentLinkedQueue<>();
        names.put("id7", "put before");
        try (Warmup warming =
                names.warmup(plan(1_000, loader).batch(50).concurrency(3).listener(progress::add))) {
            WarmupProgress end = warming.run().orElseThrow();
            assertThat(end.done()).isEqualTo(1_000);
            assertThat(end.failed()).isZero();
            assertThat(end.total()).isEqualTo(OptionalLong.of(1_000));
        }
        assertThat(loaded).hasSize(999).doesNotContain("id7");
        assertThat(mostAtATime).hasValueBetween(1, 3);
        assertThat(progress).hasSize(20);
        assertThat(progress).anyMatch(told -> told.done() == 1_000);
        assertThat(names.get("id7", id -> null)).isEqualTo("put before");
        assertThat(names.get("id999", id -> null)).isEqualTo("name of id999");
    }

    @Test
    @DisplayName("goes on where a batch fails, and counts what it could not load")
    void failures() {
        BulkLoader<String, String> moody = missing -> {
            if (missing.contains("id15")) {
                throw new IllegalStateException("no id15 today");
            }
            return loader.loadAll(missing);
        };
        try (Warmup warming = names.warmup(plan(100, moody).batch(10).listener(told -> {
            throw new IllegalStateException("a listener in a bad mood");
        }))) {
            WarmupProgress end = warming.run().orElseThrow();
            assertThat(end.done()).isEqualTo(90);
            assertThat(end.failed()).isEqualTo(10);
        }
    }

    @Test
    @DisplayName("counts what could not be stored as failed, not as done")
    void notStored() {
        Region<String, Object> any =
                cache().region(RegionSpec.of("any", Object.class).ttl(ofMinutes(5)));
        BulkLoader<String, Object> loader = missing -> missing.stream()
                .collect(Collectors.toMap(
                        key -> key,
                        key -> Integer.parseInt(key.substring(2)) < 106 ? new Thread("has no JSON form") : "text"));
        try (Warmup warming = any.warmup(WarmupPlan.of(() -> ids(300).stream(), loader))) {
            WarmupProgress end = warming.run().orElseThrow();
            assertThat(end.done()).isEqualTo(194);
            assertThat(end.failed()).isEqualTo(106);
        }
    }

    @Test
    @DisplayName("counts what is known not to exist as done")
    void known() {
        BulkLoader<String, String> nothing = missing -> java.util.Map.of();
        try (Warmup warming = names.warmup(plan(10, nothing))) {
            assertThat(warming.run().orElseThrow().done()).isEqualTo(10);
        }
    }

    @Test
    @DisplayName("is not counted among the reads of the application, nor among its hot keys")
    void notCounted() {
        try (Warmup warming = names.warmup(plan(100, loader))) {
            assertThat(warming.run().orElseThrow().done()).isEqualTo(100);
            assertThat(warming.run().orElseThrow().done()).isEqualTo(100);
        }
        assertThat(cache().statistics().hits()).isZero();
        assertThat(cache().statistics().misses()).isZero();
        assertThat(names.statistics().hits()).isZero();
        assertThat(names.statistics().misses()).isZero();
        assertThat(names.statistics().loads()).isEqualTo(1);
        assertThat(names.hotKeys(10).byReads()).isEmpty();
        names.get("id1", id -> null);
        assertThat(cache().statistics().hitRate()).isEqualTo(1);
    }

    @Test
    @DisplayName("is left to the one that is at it")
    void oneAtATime() throws InterruptedException {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        BulkLoader<String, String> slow = missing -> {
            loading.countDown();
            go.await();
            return loader.loadAll(missing);
        };
        try (Warmup first = names.warmup(plan(10, slow));
                Warmup second = region().warmup(plan(10, loader))) {
            first.start();
            loading.await();
            assertThat(second.run()).isEmpty();
            go.countDown();
            await().atMost(SOON).until(() -> second.run().isPresent());
        }
    }

    @Test
    @DisplayName("runs again after its pause, until it is closed")
    void everySoOften() {
        AtomicInteger runs = new AtomicInteger();
        WarmupPlan<String, String> counted = WarmupPlan.of(
                () -> {
                    runs.incrementAndGet();
                    return Stream.of("id1");
                },
                loader);
        try (Warmup warming = names.warmup(counted).every(ofMillis(50))) {
            await().atMost(PATIENCE).until(() -> runs.get() >= 1);
            on().elapse(ofMillis(60));
            await().atMost(PATIENCE).until(() -> runs.get() >= 2);
            assertThatThrownBy(warming::start).hasMessageContaining("started already");
        }
    }

    @Test
    @DisplayName("runs again though what lists its keys left the thread interrupted")
    void interruptedByKeys() {
        AtomicInteger runs = new AtomicInteger();
        WarmupPlan<String, String> interrupting = WarmupPlan.of(
                () -> {
                    if (runs.getAndIncrement() == 0) {
                        Thread.currentThread().interrupt();
                    }
                    return Stream.of("id1");
                },
                loader);
        try (Warmup warming = names.warmup(interrupting).every(ofMillis(50))) {
            await().atMost(PATIENCE).until(() -> {
                on().elapse(ofMillis(60));
                return runs.get() >= 2 && loaded.contains("id1");
            });
            assertThatThrownBy(warming::start).hasMessageContaining("started already");
        }
    }

    @Test
    @DisplayName("begins with the keys that were read most before the restart")
    void hottest() {
        names.getAll(ids(50), loader);
        for (int i = 0; i < SAMPLED_READS && !isReadMost("id3"); i++) {
            names.get("id3", id -> null);
            names.get("id" + i % 40, id -> null);
        }
        WarmupPlan<String, String> plan = WarmupPlan.hottest(1, loader);
        names.warmup(plan).start().close();
        names.clear();
        loaded.clear();
        Region<String, String> afterRestart = region();
        try (Warmup warming = afterRestart.warmup(plan)) {
            // The report may come a little later than the end of close().
            await().atMost(SOON)
                    .until(() -> warming.run().map(WarmupProgress::done).equals(Optional.of(1L)));
        }
        assertThat(loaded).containsExactly("id3");
    }

    @Test
    @DisplayName("that is closed at whatever moment leaves the region to the next one")
    void closedAtAnyMoment() throws InterruptedException {
        // Without leases: else the next one waits for what was being loaded when it was broken off.
        Region<String, String> alone = cache().region(
                        RegionSpec.of("names", String.class).ttl(ofMinutes(5)).withoutLease());
        for (String moment : List.of("started", "listing", "loading", "told")) {
            CountDownLatch there = new CountDownLatch(1);
            Consumer<String> passes = now -> {
                if (now.equals(moment)) {
                    there.countDown();
                }
            };
            WarmupPlan<String, String> plan = WarmupPlan.<String, String>of(
                            () -> {
                                passes.accept("listing");
                                return ids(10).stream();
                            },
                            missing -> {
                                passes.accept("loading");
                                return loader.loadAll(missing);
                            })
                    .listener(told -> passes.accept("told"));
            alone.clear();
            Warmup warming = alone.warmup(plan).start();
            passes.accept("started");
            there.await();
            warming.close();
            try (Warmup next = alone.warmup(plan(10, loader))) {
                await(moment).atMost(SOON).until(() -> next.run().isPresent());
            }
        }
    }

    @Test
    @DisplayName("ends within its time, however much there is left")
    void bounded() {
        Duration atMost = ofMillis(300);
        BulkLoader<String, String> endless = missing -> {
            if (!missing.contains("id0")) {
                on().elapse(atMost);
                new CountDownLatch(1).await();
            }
            return loader.loadAll(missing);
        };
        try (Warmup warming =
                names.warmup(plan(10_000, endless).batch(1).concurrency(1).atMost(atMost))) {
            WarmupProgress end = warming.run().orElseThrow();
            assertThat(end.took()).isGreaterThanOrEqualTo(atMost);
            // The first one, if the machine is quick enough, and nothing after the one that never ends.
            assertThat(end.done()).isLessThanOrEqualTo(1);
            assertThat(end.total()).hasValue(10_000);
        }
    }

    @Test
    @DisplayName("that is closed while it runs, ends, and leaves no thread")
    void closed() throws InterruptedException {
        CountDownLatch loading = new CountDownLatch(1);
        BulkLoader<String, String> stuck = missing -> {
            loading.countDown();
            new CountDownLatch(1).await();
            return loader.loadAll(missing);
        };
        Warmup warming = names.warmup(plan(10, stuck)).start();
        loading.await();
        warming.close();
        warming.close();
    }

    @Test
    @DisplayName("refuses batches, concurrency and keys out of bounds")
    void bounds() {
        assertThatThrownBy(() -> plan(1, loader).batch(0)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> plan(1, loader).batch(1_001)).hasMessageContaining("from 1 to 1000: 1001");
        assertThatThrownBy(() -> plan(1, loader).concurrency(65)).hasMessageContaining("from 1 to 64: 65");
        assertThatThrownBy(() -> WarmupPlan.<String, String>hottest(1_001, loader))
                .hasMessageContaining("from 1 to 1000: 1001");
    }

    @Test
    @DisplayName("knows the keys that are read most, and those that are dearest to load")
    void hotKeys() {
        long begin = System.nanoTime();
        names.get("cheap", id -> "Cheap");
        // Longer than the cheap one can have taken, however slow this machine is.
        Duration dear = ofMillis(50).plusNanos(System.nanoTime() - begin);
        names.get("dear", id -> {
            on().elapse(dear);
            return "Dear";
        });
        for (int i = 0; i < SAMPLED_READS && !isReadMost("cheap"); i++) {
            names.get("cheap", id -> null);
        }
        assertThat(names.hotKeys(1).byReads()).extracting(HotKey::key).containsExactly("cheap");
        assertThat(names.hotKeys(1).byLoadCost()).singleElement().satisfies(hot -> {
            assertThat(hot.key()).isEqualTo("dear");
            assertThat(hot.amount()).isGreaterThanOrEqualTo(ofMillis(50).toNanos());
        });
    }

    private boolean isReadMost(String key) {
        List<HotKey> hot = names.hotKeys(2).byReads();
        return !hot.isEmpty()
                && hot.get(0).key().equals(key)
                && (hot.size() == 1 || hot.get(0).amount() > hot.get(1).amount());
    }
}
