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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

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

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns a store that fails to invalidate everything but one entry. */
    private EntryStore failingExcept(String well) {
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
                    entries.stream()
                            .filter(entry -> !entry.equals(well))
                            .forEach(entry -> failures.put(String.valueOf(entry), down));
                    return new EntryStore.ChangeResult(0, failures);
                });
    }
}
