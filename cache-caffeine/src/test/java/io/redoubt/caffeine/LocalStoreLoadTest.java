package io.redoubt.caffeine;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.Ttl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A local store under load")
final class LocalStoreLoadTest {

    private static final int THREADS = 4;
    private static final Ttl TTL = Ttl.of(Duration.ofMinutes(1));

    @Test
    @DisplayName("counts every one of concurrent changes of a key once")
    void atomicUpdate() throws Exception {
        LocalStore<Integer> store = LocalStore.bounded(1000, (key, value) -> 1, () -> 0);

        together(thread -> {
            for (int i = 0; i < 10_000; i++) {
                store.update("k", 0, TTL, old -> old + 1);
            }
        });

        assertThat(store.get("k")).isEqualTo(THREADS * 10_000);
    }

    @Test
    @DisplayName("lets one of concurrent writers put a value that is absent")
    void atomicPutIfAbsent() throws Exception {
        LocalStore<Integer> store = LocalStore.bounded(100_000, (key, value) -> 1, () -> 0);
        AtomicInteger won = new AtomicInteger();

        together(thread -> {
            for (int i = 0; i < 5_000; i++) {
                if (store.putIfAbsent("k" + i, thread, TTL)) {
                    won.incrementAndGet();
                }
            }
        });

        assertThat(won).hasValue(5_000);
    }

    @Test
    @DisplayName("holds no more than its bound, however much is put, permanent or not, by however many")
    void bound() throws Exception {
        LocalStore<Integer> store = LocalStore.bounded(1_000, (key, weight) -> weight, () -> 0);

        together(thread -> {
            for (int i = 0; i < 20_000; i++) {
                store.put("k" + thread + ":" + i % 5_000, 1 + i % 50, i % 2 == 0 ? TTL : Ttl.permanent());
            }
        });

        // fill() first does the maintenance that the last writes left to the next call. Otherwise a value could be
        // evicted while the weights are summed up.
        assertThat(store.fill().weight()).isBetween(1L, 1_000L);
        assertThat(weight(store)).isBetween(1, 1_000);
    }

    @Test
    @DisplayName("takes the new weight of a value that grows in place, and drops what is heavier than all it may hold")
    void growing() {
        LocalStore<Integer> store = LocalStore.bounded(100, (key, weight) -> weight, () -> 0);
        store.put("k0:0", 10, TTL);
        store.put("k0:1", 10, TTL);

        store.update("k0:0", 0, TTL, old -> 95);
        assertThat(weight(store)).isLessThanOrEqualTo(100);
        store.put("k0:2", 101, TTL);
        assertThat(store.get("k0:2")).isNull();
    }

    @Test
    @DisplayName("leaves the upkeep to its callers: it starts no thread")
    void noThread() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        LocalStore<Integer> store = LocalStore.bounded(10, (key, value) -> 1, () -> 0);
        for (int i = 0; i < 1_000; i++) {
            store.put("k" + i, i, TTL);
        }

        // By default Caffeine does its maintenance in the common pool, whose threads live for a minute after their
        // last use.
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> !before.contains(thread))
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("ForkJoinPool.commonPool"));
    }

    private static int weight(LocalStore<Integer> store) {
        return IntStream.range(0, THREADS)
                .boxed()
                .flatMap(thread -> IntStream.range(0, 5_000).mapToObj(i -> store.get("k" + thread + ":" + i)))
                .mapToInt(weight -> weight == null ? 0 : weight)
                .sum();
    }

    private static void together(IntConsumer work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                running.add(threads.submit(() -> work.accept(thread)));
            }
            for (Future<?> each : running) {
                each.get(1, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
