package io.redoubt.cache.internal.region;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.redis.core.support.DaemonThreads;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The queue of failed invalidations")
final class InvalidationRetryQueueTest {

    private final StoreUnavailableException down =
            new StoreUnavailableException("down", StoreUnavailableException.Effect.NONE, null);

    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("retries"));
    private final List<String> calls = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        thread.shutdownNow();
    }

    @Test
    @DisplayName("ends an attempt after a batch of which all fail, and comes to every entry nevertheless")
    void batches() {
        CountDownLatch full = new CountDownLatch(1);
        thread.execute(() -> awaitUnchecked(full));
        InvalidationRetryQueue queue = new InvalidationRetryQueue("names", failingExcept("well"), thread);
        for (int i = 0; i < 1_200; i++) {
            queue.remove("away" + i);
        }
        queue.remove("well");
        queue.invalidateTags(List.of("tag"), Duration.ofHours(1)); // which shows where an attempt ends
        full.countDown();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> queue.trustsEntry("well"));
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> calls.size() >= 6);
        assertThat(calls.subList(0, 6))
                .containsExactly("remove 500", "tags", "remove 500", "tags", "remove 500", "remove 500");
        assertThat(queue.pending()).isEqualTo(1_201);
        assertThat(queue.trustsEntry("away0")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    @DisplayName("goes on though there is no memory to schedule one of its attempts")
    void noMemory(int failing) {
        AtomicInteger scheduled = new AtomicInteger();
        ScheduledThreadPoolExecutor starved = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("starved")) {
            @Override
            public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
                if (scheduled.incrementAndGet() == failing) {
                    throw new OutOfMemoryError("planted");
                }
                return super.schedule(command, delay, unit);
            }
        };
        try {
            InvalidationRetryQueue queue = new InvalidationRetryQueue("names", failingExcept("well", 2), starved);
            try {
                queue.remove("away");
            } catch (OutOfMemoryError planted) {
                assertThat(failing).isEqualTo(1);
            }
            assertThat(queue.trustsEntry("away")).isFalse();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> queue.pending() == 0);
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> queue.trustsEntry("away"));
            queue.remove("well");
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> queue.pending() == 0);
        } finally {
            starved.shutdownNow();
        }
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns a store that fails to invalidate everything but one entry. */
    private EntryStore failingExcept(String well) {
        return failingExcept(well, Integer.MAX_VALUE);
    }

    /** Returns a store of which so many removals fail, except of one entry. */
    private EntryStore failingExcept(String well, int times) {
        AtomicInteger left = new AtomicInteger(times);
        TagVersionStore versions = (TagVersionStore) Proxy.newProxyInstance(
                TagVersionStore.class.getClassLoader(),
                new Class<?>[] {TagVersionStore.class},
                (proxy, method, arguments) -> {
                    calls.add("tags");
                    throw down;
                });
        return (EntryStore) Proxy.newProxyInstance(
                EntryStore.class.getClassLoader(), new Class<?>[] {EntryStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("versions")) {
                        return versions;
                    }
                    Map<String, RedoubtException> failures = new HashMap<>();
                    Collection<?> entries = (Collection<?>) arguments[0];
                    calls.add("remove " + entries.size());
                    boolean fails = left.getAndDecrement() > 0;
                    entries.stream()
                            .filter(entry -> fails)
                            .filter(entry -> !entry.equals(well))
                            .forEach(entry -> failures.put(String.valueOf(entry), down));
                    return new EntryStore.ChangeResult(0, failures);
                });
    }
}
