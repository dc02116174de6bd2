package io.redoubt.cache.internal.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.TypeRef;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.cache.internal.near.ChangePublishers;
import io.redoubt.cache.internal.near.EmbeddedChangeSource;
import io.redoubt.caffeine.LocalStore;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.redis.core.embedded.StoreInterceptor;
import io.redoubt.redis.core.support.DaemonThreads;
import io.redoubt.tck.ConcurrentCalls;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Calls after an invalidation, and loads from before it,")
final class SupersededLoadsTest {

    private static final String KEY = "a";
    private static final RegionSpec<String, String> SPEC =
            RegionSpec.of("names", String.class).ttl(Duration.ofMinutes(10));
    private final StoreUnavailableException down =
            new StoreUnavailableException("down", StoreUnavailableException.Effect.NONE, null);

    private final EmbeddedRegionStores embedded = new EmbeddedRegionStores(
            LocalStore.bounded(1 << 20, (key, value) -> value.length + 1, System::nanoTime),
            EmbeddedStoreContext.ofThisJvm());

    private DefaultRegionFactory regions(UnaryOperator<EntryStore> decorator) {
        return TestRegions.regions(name -> decorator.apply(embedded.region(name)), TestRegions.valueStore());
    }

    /** Returns a store of which one method does something else. */
    private static EntryStore changed(EntryStore store, String changed, BiFunction<EntryStore, Object[], Object> by) {
        return (EntryStore) Proxy.newProxyInstance(
                EntryStore.class.getClassLoader(),
                new Class<?>[] {EntryStore.class},
                (proxy, method, arguments) -> method.getName().equals(changed)
                        ? by.apply(store, arguments == null ? new Object[0] : arguments)
                        : method.invoke(store, arguments));
    }

    private EntryStore failingToRemove(EntryStore store) {
        return changed(
                store,
                "removeAll",
                (same, arguments) -> new EntryStore.ChangeResult(0, Map.<String, RedoubtException>of(KEY, down)));
    }

    @Test
    @DisplayName("do not meet in another view of the region, if the invalidation failed")
    void otherView() throws Exception {
        try (DefaultRegionFactory failing = regions(this::failingToRemove)) {
            Region<String, String> region = failing.region(SPEC, TestRegions.values());
            Region<String, Object> view = region.as(Object.class);
            assertNotJoined(
                    view,
                    () -> assertThatThrownBy(() -> region.invalidate(KEY))
                            .isInstanceOf(StoreUnavailableException.class));
        }
    }

    @Test
    @DisplayName("do not meet while the versions of the region cannot be read, but its entries can")
    void unreadVersions() throws Exception {
        UnaryOperator<EntryStore> unversioned = store -> changed(store, "read", (same, arguments) -> {
            @SuppressWarnings("unchecked")
            List<String> entries = (List<String>) arguments[0];
            return new EntryStore.StoredEntries(same.read(entries).entries(), null, down);
        });
        try (DefaultRegionFactory hindered = regions(unversioned);
                DefaultRegionFactory other = regions(store -> store)) {
            Region<String, String> invalidating = other.region(SPEC, TestRegions.values());
            assertNotJoined(
                    hindered.region(SPEC.as(TypeRef.of(Object.class)), TestRegions.values()),
                    () -> invalidating.invalidate(KEY));
        }
    }

    private static void assertNotJoined(Region<String, Object> region, Runnable invalidation) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (ConcurrentCalls before = ConcurrentCalls.of(1);
                ConcurrentCalls after = ConcurrentCalls.of(3)) {
            Future<Object> early = before.outcomes(() -> region.get(KEY, id -> {
                        begun.countDown();
                        go.await();
                        return "old";
                    }))
                    .get(0);
            begun.await();
            invalidation.run();
            List<Future<Object>> late = after.outcomes(() -> region.get(KEY, id -> "new"));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> region.statistics().misses() == 4);
            after.awaitBlocked(3);
            go.countDown();
            assertThat(ConcurrentCalls.result(early)).isEqualTo("old");
            for (Future<Object> each : late) {
                assertThat(ConcurrentCalls.result(each)).isEqualTo("new");
            }
        } finally {
            go.countDown();
        }
    }

    @Test
    @DisplayName("do not meet if the load began just before the failed invalidation was queued")
    void queuedFirst() {
        InFlightLoads<String, String> loads = new InFlightLoads<>();
        AtomicReference<SharedRegionState> state = new AtomicReference<>();
        AtomicReference<InFlightLoad<String, String>> trusting = new AtomicReference<>();
        Map<String, RedoubtException> failures = new AbstractMap<>() {
            @Override
            public Set<Entry<String, RedoubtException>> entrySet() {
                if (Objects.requireNonNull(state.get()).retryQueue().trustsEntry(KEY)) {
                    ReadResult<String> absent = new ReadResult.Absent<>(null);
                    trusting.set(loads.joinOrStart(
                            KEY,
                            new InFlightLoad.Request<>(loads.now(), absent, null),
                            () -> new InFlightLoad<>(KEY, KEY, absent)));
                }
                return Map.<String, RedoubtException>of(KEY, down).entrySet();
            }
        };
        EntryStore store = changed(
                embedded.region("names"), "removeAll", (same, entries) -> new EntryStore.ChangeResult(0, failures));
        ScheduledThreadPoolExecutor never = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("never"));
        never.shutdown();
        state.set(SharedRegionState.of(
                "names",
                store,
                EmbeddedRegionStores.START,
                new EmbeddedChangeSource(StoreInterceptor.OPEN),
                ChangePublishers.NONE,
                never,
                System::nanoTime));
        EntryEncoder encoder = new EntryEncoder(SPEC, TestRegions.values(), new java.util.Random(1));
        StoredEntryReader<String> reader =
                new StoredEntryReader<>(Objects.requireNonNull(state.get()), SPEC, TestRegions.values(), null);
        EntryMutator<String> mutator =
                new EntryMutator<>(SPEC, Objects.requireNonNull(state.get()), reader, encoder, loads);
        Collection<String> keys = Set.of(KEY);
        assertThatThrownBy(() -> mutator.invalidate(keys)).isInstanceOf(StoreUnavailableException.class);
        assertThat(Objects.requireNonNull(trusting.get()).isSuperseded()).isTrue();
    }
}
