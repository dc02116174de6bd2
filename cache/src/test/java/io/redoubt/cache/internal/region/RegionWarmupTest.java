package io.redoubt.cache.internal.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.Warmup;
import io.redoubt.api.cache.WarmupPlan;
import io.redoubt.cache.internal.store.ValueStore;
import io.redoubt.caffeine.LocalStore;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.tck.ConcurrentCalls;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Tests of warmups whose store answers when the test lets it, or not at all. */
@DisplayName("A warming")
final class RegionWarmupTest {

    private static final String LEASE = "warming";

    private final ValueStore warmupStore = TestRegions.valueStore();
    private final AtomicInteger loads = new AtomicInteger();
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch answer = new CountDownLatch(1);
    private final AtomicBoolean interrupted = new AtomicBoolean();

    private static DefaultRegionFactory regions(ValueStore warmupStore) {
        LocalStore<byte[]> store =
                LocalStore.bounded(1 << 20, (key, value) -> key.length() + value.length, System::nanoTime);
        return TestRegions.regions(
                new EmbeddedRegionStores(store, EmbeddedStoreContext.ofThisJvm())::region, warmupStore);
    }

    private static Warmup warmup(DefaultRegionFactory regions, WarmupPlan<String, String> plan) {
        return regions.region(RegionSpec.of("names", String.class).ttl(Duration.ofMinutes(5)), TestRegions.values())
                .warmup(plan);
    }

    private WarmupPlan<String, String> plan() {
        return WarmupPlan.of(() -> Stream.of("a"), id -> {
            loads.incrementAndGet();
            return Map.of("a", "A");
        });
    }

    /** Returns a store that answers the calls of one method as given. */
    private static ValueStore hooked(ValueStore store, String hooked, Answer answer) {
        return (ValueStore) Proxy.newProxyInstance(
                ValueStore.class.getClassLoader(), new Class<?>[] {ValueStore.class}, (proxy, method, arguments) -> {
                    Callable<Object> call = () -> {
                        try {
                            return method.invoke(store, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause() instanceof RuntimeException failure ? failure : e;
                        }
                    };
                    return method.getName().equals(hooked) ? answer.to(call) : call.call();
                });
    }

    private interface Answer {
        Object to(Callable<Object> call) throws Exception;
    }

    /** Makes the call and answers late; fails as a driver does whose caller is interrupted in the meantime. */
    private Object late(Callable<Object> call) throws Exception {
        Object result = call.call();
        arrived.countDown();
        try {
            answer.await();
        } catch (InterruptedException e) {
            interrupted.set(true);
            throw new StoreUnavailableException("interrupted", StoreUnavailableException.Effect.UNKNOWN, e);
        }
        return result;
    }

    /** Closes the warming before the store has answered. */
    private void closeMeanwhile(Warmup warming) throws InterruptedException {
        arrived.await();
        try (ConcurrentCalls callers = ConcurrentCalls.of(1)) {
            Future<Boolean> closing = callers.join(() -> {
                warming.close();
                return true;
            });
            callers.awaitBlocked(1);
            answer.countDown();
            assertThat(ConcurrentCalls.result(closing)).isTrue();
        }
        Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> !warmupStore.exists(LEASE));
        assertThat(interrupted).isFalse();
    }

    @Test
    @DisplayName("that is closed while it takes its lease is not interrupted, loads nothing, and gives the lease back")
    void closedWhileTaking() throws Exception {
        try (DefaultRegionFactory regions = regions(hooked(warmupStore, "setIfAbsent", this::late))) {
            closeMeanwhile(warmup(regions, plan()).start());
        }
        assertThat(loads).hasValue(0);
    }

    @Test
    @DisplayName("that is closed while it gives its lease back is not interrupted")
    void closedWhileGivingBack() throws Exception {
        try (DefaultRegionFactory regions = regions(hooked(warmupStore, "delete", this::late))) {
            closeMeanwhile(warmup(regions, plan()).start());
        }
        assertThat(loads).hasValue(1);
    }

    @Test
    @DisplayName("gives back the lease of which it does not know whether it has it, and throws what that failed with")
    void unknownOutcome() {
        StoreUnavailableException failure =
                new StoreUnavailableException("no answer", StoreUnavailableException.Effect.UNKNOWN, null);
        Answer lost = call -> {
            call.call();
            throw failure;
        };
        try (DefaultRegionFactory regions = regions(hooked(warmupStore, "setIfAbsent", lost))) {
            assertThatThrownBy(() -> warmup(regions, plan()).run()).isSameAs(failure);
        }
        assertThat(warmupStore.exists(LEASE)).isFalse();
        StoreUnavailableException still =
                new StoreUnavailableException("still none", StoreUnavailableException.Effect.NONE, null);
        Answer away = call -> {
            throw still;
        };
        try (DefaultRegionFactory regions = regions(hooked(hooked(warmupStore, "setIfAbsent", lost), "get", away))) {
            assertThatThrownBy(() -> warmup(regions, plan()).run())
                    .isSameAs(failure)
                    .hasSuppressedException(still);
        }
    }

    @Test
    @DisplayName("waits for its listener, and does not interrupt it when the last batch is done")
    void listener() {
        AtomicInteger told = new AtomicInteger();
        try (DefaultRegionFactory regions = regions(warmupStore)) {
            warmup(regions, plan().listener(progress -> {
                        try {
                            // Takes as long as a run that does not wait for this.
                            interrupted.set(answer.await(100, TimeUnit.MILLISECONDS));
                        } catch (InterruptedException e) {
                            interrupted.set(true);
                        }
                        told.incrementAndGet();
                    }))
                    .run();
            assertThat(told).hasValue(1);
            assertThat(interrupted).isFalse();
        }
    }
}
