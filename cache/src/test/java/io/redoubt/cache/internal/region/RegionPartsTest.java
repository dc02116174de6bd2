package io.redoubt.cache.internal.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import io.redoubt.api.AsyncSettings;
import io.redoubt.api.ClosedException;
import io.redoubt.api.RedoubtException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.cache.LoadFailedException;
import io.redoubt.api.cache.LoadingRegion;
import io.redoubt.api.cache.Lookup;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.caffeine.LocalStore;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.tck.cache.RegionRaces;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.invariants.ThreadLeaks;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

@DisplayName("The parts of regions")
final class RegionPartsTest {

    private static final RegionSpec<String, String> SPEC =
            RegionSpec.of("names", String.class).ttl(Duration.ofMinutes(10));

    private Invariant.Snapshot threads;
    private DefaultRegionFactory regions;

    @BeforeEach
    void openRegions() {
        threads = ThreadLeaks.none().snapshot();
        regions = regions(store -> store);
    }

    @AfterEach
    void closeRegions() {
        regions.close();
        regions.close();
        threads.verify();
    }

    private static DefaultRegionFactory regions(UnaryOperator<EntryStore> decorator) {
        return regions(decorator, embedded());
    }

    private static EmbeddedRegionStores embedded() {
        return new EmbeddedRegionStores(
                LocalStore.bounded(1 << 20, (key, value) -> value.length + 1, System::nanoTime),
                EmbeddedStoreContext.ofThisJvm());
    }

    private static DefaultRegionFactory regions(UnaryOperator<EntryStore> decorator, EmbeddedRegionStores embedded) {
        return TestRegions.regions(name -> decorator.apply(embedded.region(name)), TestRegions.valueStore());
    }

    @Test
    @DisplayName("Loads that begin a while after they were asked for give nobody what was invalidated meanwhile")
    void lateLoads() {
        // One shared registry: several in one store would each number their versions by its own clock.
        EmbeddedRegionStores embedded = embedded();
        try (DefaultRegionFactory one = regions(store -> store, embedded);
                DefaultRegionFactory two = regions(store -> store, embedded);
                DefaultRegionFactory three = regions(store -> store, embedded)) {
            // The timeout makes loads run on threads of the cache, since a caller could not leave its own thread.
            RegionSpec<String, String> spec = SPEC.hardTimeout(Duration.ofSeconds(20));
            RegionRaces.of(
                            List.of(
                                    one.region(spec, TestRegions.values()),
                                    two.region(spec, TestRegions.values()),
                                    three.region(spec, TestRegions.values())),
                            60_000)
                    .run(Duration.ofMinutes(5));
        }
    }

    @Test
    @DisplayName("What was read before a late invalidation by tag arrived is not returned after it")
    void lateInvalidation() {
        AtomicBoolean down = new AtomicBoolean();
        AtomicReference<Runnable> afterRead = new AtomicReference<>(() -> {});
        try (DefaultRegionFactory hindered = regions(store -> hooked(store, down, "read", () -> {}, afterRead))) {
            Region<String, String> region = hindered.region(SPEC, TestRegions.values());
            region.put("a", "old", "tag");
            down.set(true);
            assertThatThrownBy(() -> region.invalidateTag("tag")).isInstanceOf(StoreUnavailableException.class);
            assertThat(region.lookup("a")).isInstanceOf(Lookup.Unavailable.class);
            afterRead.set(() -> awaitReplay(down, region));
            assertThat(region.lookup("a")).isInstanceOf(Lookup.Miss.class);
        }
    }

    @Test
    @DisplayName("An invalidation whose repetition ends with an error is repeated again")
    void repetitionError() {
        AtomicInteger errors = new AtomicInteger(3);
        try (DefaultRegionFactory hindered = regions(store -> failingToRemove(store, errors))) {
            Region<String, String> region = hindered.region(SPEC, TestRegions.values());
            region.put("a", "old");
            assertThatThrownBy(() -> region.invalidate("a")).isInstanceOf(NoClassDefFoundError.class);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> region.statistics().replaysPending() == 0);
            assertThat(errors).hasValue(0);
            assertThat(region.lookup("a")).isInstanceOf(Lookup.Miss.class);
        }
    }

    @Test
    @DisplayName("An invalidation that fails again does not hold up the others")
    void repetitionOfSome() {
        Set<String> failing = ConcurrentHashMap.newKeySet();
        failing.addAll(List.of("a", "b"));
        try (DefaultRegionFactory hindered = regions(store -> failingToRemove(store, failing))) {
            Region<String, String> region = hindered.region(SPEC, TestRegions.values());
            for (String key : List.of("a", "b", "c")) {
                region.put(key, "old");
            }
            assertThatThrownBy(() -> region.invalidateAll(List.of("a", "b", "c")))
                    .isInstanceOfSatisfying(
                            StoreUnavailableException.class,
                            e -> assertThat(e.failedKeys()).containsExactlyInAnyOrder("a", "b"));
            assertThat(region.statistics().replaysPending()).isEqualTo(2);
            assertThat(region.lookup("c")).isInstanceOf(Lookup.Miss.class);
            failing.remove("b");
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> region.lookup("b") instanceof Lookup.Miss);
            assertThat(region.lookup("a")).isInstanceOf(Lookup.Unavailable.class);
        }
    }

    private static EntryStore failingToRemove(EntryStore store, Set<String> failing) {
        return (EntryStore) Proxy.newProxyInstance(
                EntryStore.class.getClassLoader(), new Class<?>[] {EntryStore.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("removeAll") || !(arguments[0] instanceof Collection<?> entries)) {
                        return method.invoke(store, arguments);
                    }
                    Map<String, RedoubtException> failures = new HashMap<>();
                    List<String> others = new ArrayList<>();
                    for (Object entry : entries) {
                        if (failing.contains(entry)) {
                            failures.put(
                                    String.valueOf(entry),
                                    new StoreUnavailableException("down", StoreUnavailableException.Effect.NONE, null));
                        } else {
                            others.add(String.valueOf(entry));
                        }
                    }
                    return new EntryStore.ChangeResult(store.removeAll(others).changed(), failures);
                });
    }

    @Test
    @DisplayName("A key whose loader fails in getAll keeps neither what was loaded before, nor callers of later keys")
    void failureOfOneKey() throws Exception {
        Region<String, String> region = regions.region(SPEC, TestRegions.values());
        List<String> asked = new CopyOnWriteArrayList<>();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        LoadingRegion<String, String> loading = region.withLoader(id -> {
            asked.add(id);
            if (id.equals("c")) {
                begun.countDown();
                go.await();
                throw new IllegalStateException("c cannot be read");
            }
            return id;
        });
        CompletableFuture<Map<String, String>> all = CompletableFuture.supplyAsync(
                () -> loading.getAll(List.of("a", "b", "c", "d")), task -> new Thread(task).start());
        begun.await();
        CompletableFuture<String> later =
                CompletableFuture.supplyAsync(() -> region.get("d", id -> "D"), task -> new Thread(task).start());
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> region.statistics().misses() == 5);
        go.countDown();
        assertThat(later.get(30, TimeUnit.SECONDS)).isEqualTo("D");
        assertThatThrownBy(all::join).hasRootCauseMessage("c cannot be read");
        assertThat(asked).containsExactly("a", "b", "c");
        assertThat(region.lookup("a").value()).contains("a");
        assertThat(region.lookup("b").value()).contains("b");
    }

    private static EntryStore failingToRemove(EntryStore store, AtomicInteger errors) {
        return (EntryStore) Proxy.newProxyInstance(
                EntryStore.class.getClassLoader(), new Class<?>[] {EntryStore.class}, (proxy, method, arguments) -> {
                    boolean removes = method.getName().startsWith("remove");
                    if (removes && errors.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                        throw new NoClassDefFoundError("planted");
                    }
                    return method.invoke(store, arguments);
                });
    }

    @Test
    @DisplayName("What was found where a load was to begin, before a late invalidation by tag arrived, is not returned"
            + " after it")
    void lateInvalidationOfWhatIsFound() {
        AtomicBoolean down = new AtomicBoolean();
        AtomicReference<Runnable> before = new AtomicReference<>(() -> {});
        AtomicReference<Runnable> after = new AtomicReference<>(() -> {});
        try (DefaultRegionFactory hindered = regions(store ->
                hooked(store, down, "acquire", () -> before.getAndSet(() -> {}).run(), after))) {
            Region<String, String> region = hindered.region(SPEC, TestRegions.values());
            region.put("other", "old", "tag");
            down.set(true);
            assertThatThrownBy(() -> region.invalidateTag("tag")).isInstanceOf(StoreUnavailableException.class);
            before.set(() -> region.put("a", "old", "tag"));
            after.set(() -> awaitReplay(down, region));
            assertThat(region.get("a", id -> "new")).isEqualTo("new");
        }
    }

    private static void awaitReplay(AtomicBoolean down, Region<?, ?> region) {
        down.set(false);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> region.statistics().replaysPending() == 0);
    }

    /**
     * Returns a store that rejects invalidations by tag while it is down, and that runs actions before and after
     * one method.
     */
    private static EntryStore hooked(
            EntryStore store,
            AtomicBoolean down,
            String hookedMethod,
            Runnable before,
            AtomicReference<Runnable> after) {
        return (EntryStore) Proxy.newProxyInstance(
                EntryStore.class.getClassLoader(), new Class<?>[] {EntryStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("versions")) {
                        return refusing(store.versions(), down);
                    }
                    if (!method.getName().equals(hookedMethod)) {
                        return method.invoke(store, arguments);
                    }
                    before.run();
                    Object result = method.invoke(store, arguments);
                    after.getAndSet(() -> {}).run();
                    return result;
                });
    }

    private static TagVersionStore refusing(TagVersionStore versions, AtomicBoolean down) {
        return (TagVersionStore) Proxy.newProxyInstance(
                TagVersionStore.class.getClassLoader(),
                new Class<?>[] {TagVersionStore.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("invalidateTags") && down.get()) {
                        throw new StoreUnavailableException("down", StoreUnavailableException.Effect.NONE, null);
                    }
                    return method.invoke(versions, arguments);
                });
    }

    @Test
    @DisplayName("The race checker finds a store that fills without a look at what is there")
    void plantedBug() {
        try (DefaultRegionFactory careless = regions(UncheckedEntryStore::new)) {
            List<Region<String, String>> three = List.of(
                    careless.region(SPEC, TestRegions.values()),
                    careless.region(SPEC, TestRegions.values()),
                    careless.region(SPEC, TestRegions.values()));
            assertThatThrownBy(() -> RegionRaces.of(three, 200_000).run(Duration.ofMinutes(5)))
                    .isInstanceOf(AssertionError.class)
                    .rootCause()
                    .hasMessageContaining("after the invalidation");
        }
    }

    @Test
    @DisplayName("Times to live are shortened at random, by no more than the jitter says")
    void jitter() {
        Region<String, String> region = regions.region(SPEC.jitter(0.5), TestRegions.values());
        java.util.Set<Long> lives = new java.util.HashSet<>();
        for (int i = 0; i < 200; i++) {
            EntryEncoder encoder = new EntryEncoder(SPEC.jitter(0.5), TestRegions.values(), new java.util.Random(i));
            TagVersion version = new TagVersion(1, "0123456789abcdef");
            long life = encoder.envelope(
                            new byte[0],
                            Duration.ofMinutes(10),
                            Duration.ZERO,
                            new TagVersionStore.Versions(version, version, java.util.Map.of()),
                            List.of())
                    .life()
                    .toMillis();
            assertThat(life).isBetween(300_000L, 600_000L);
            lives.add(life);
        }
        assertThat(lives).hasSizeGreaterThan(150);
        assertThat(region.get("a", id -> "A")).isEqualTo("A");
    }

    @Test
    @DisplayName("Closing interrupts what is loaded in the background, fails what waits, and refuses what comes later")
    void close() throws Exception {
        Region<String, String> region = regions.region(SPEC.hardTimeout(Duration.ofSeconds(20)), TestRegions.values());
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<String> waiting = region.async().get("a", id -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return "never";
        });
        begun.await();
        regions.close();
        assertThatThrownBy(() -> waiting.copy().orTimeout(10, TimeUnit.SECONDS).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> region.async().get("a", id -> "A").join()).hasCauseInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> region.get("b", id -> "B")).isInstanceOf(LoadFailedException.class);
    }

    @Test
    @DisplayName("A refused refresh whose line in the log fails leaves its key to be refreshed later")
    void refusedRefresh() {
        AtomicBoolean refusing = new AtomicBoolean(true);
        AtomicInteger lines = new AtomicInteger();
        Appender<ILoggingEvent> failing = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                lines.incrementAndGet();
                throw new NoClassDefFoundError("planted");
            }
        };
        failing.start();
        Logger logger = (Logger) LoggerFactory.getLogger(RegionLogger.class);
        logger.addAppender(failing);
        AsyncSettings async = AsyncSettings.defaults().withTaskDecorator(task -> {
            if (refusing.get()) {
                throw new IllegalStateException("planted");
            }
            return task;
        });
        try (DefaultRegionFactory few = TestRegions.regions(embedded()::region, TestRegions.valueStore(), async)) {
            Region<String, String> region =
                    few.region(SPEC.staleWhileRevalidate(Duration.ofHours(1)), TestRegions.values());
            region.put("a", "old");
            region.markStale("a");
            assertThat(region.get("a", id -> "new")).isEqualTo("old");
            assertThat(lines).hasValue(1);
            refusing.set(false);
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> "new".equals(region.get("a", id -> "new")));
        } finally {
            logger.detachAppender(failing);
        }
    }

    @Test
    @DisplayName(
            "As many loads run on threads of the cache as are allowed, and one more is refused and names the bound")
    void mostLoads() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        try (DefaultRegionFactory few = TestRegions.regions(
                embedded()::region,
                TestRegions.valueStore(),
                AsyncSettings.defaults().withMaxRunning(2).withQueue(0, Duration.ofSeconds(1)))) {
            Region<String, String> region = few.region(SPEC.hardTimeout(Duration.ofSeconds(20)), TestRegions.values());
            List<CompletableFuture<String>> running = new ArrayList<>();
            for (String key : List.of("a", "b")) {
                running.add(CompletableFuture.supplyAsync(
                        () -> region.get(key, id -> {
                            begun.countDown();
                            go.await();
                            return key;
                        }),
                        task -> new Thread(task).start()));
            }
            begun.await();
            assertThatThrownBy(() -> region.get("c", id -> "C"))
                    .isInstanceOf(LoadFailedException.class)
                    .hasMessageContaining("2 calls are running (AsyncSettings.maxRunning)");
            go.countDown();
            for (CompletableFuture<String> each : running) {
                assertThat(each.get(30, TimeUnit.SECONDS)).isIn("a", "b");
            }
        } finally {
            go.countDown();
        }
    }
}
