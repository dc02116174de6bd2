package io.redoubt.redis.core.async;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.AsyncRejectedException;
import io.redoubt.api.AsyncSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Asynchronous calls on an executor of the application")
final class ApplicationExecutorTest {

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final AtomicInteger ran = new AtomicInteger();

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    private static AsyncExecutor on(Executor executor, int maxRunning, Duration queueTimeout) {
        return AsyncExecutor.create(
                "test",
                AsyncSettings.defaults()
                        .withExecutor(executor)
                        .withMaxRunning(maxRunning)
                        .withQueue(10, queueTimeout),
                ofMinutes(1));
    }

    private static void assertRejected(CompletableFuture<?> call, String why) {
        assertThatThrownBy(() -> call.get(60, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(AsyncRejectedException.class)
                .hasMessageContaining(why);
    }

    @Test
    @DisplayName("fail if it rejects them, whatever it throws, and cost no slot")
    void rejecting() {
        List<Executor> rejecting = List.of(
                task -> {
                    throw new RejectedExecutionException("full");
                },
                task -> {
                    throw new OutOfMemoryError("unable to create native thread");
                });
        for (Executor executor : rejecting) {
            try (AsyncExecutor calls = on(executor, 1, ofMinutes(1))) {
                for (int i = 0; i < 5; i++) {
                    assertRejected(calls.call(ran::incrementAndGet), "the executor did not take it");
                }
            }
        }
        assertThat(ran).hasValue(0);
    }

    @Test
    @DisplayName("fail if it would run them on the thread that makes them")
    void onCaller() {
        try (AsyncExecutor calls = on(Runnable::run, 1, ofMinutes(1))) {
            for (int i = 0; i < 5; i++) {
                assertRejected(calls.call(ran::incrementAndGet), "(AsyncSettings.executor) runs tasks on the thread");
            }
        }
        assertThat(ran).hasValue(0);
    }

    @Test
    @DisplayName("fail with the queue timeout if it does not begin them, which frees their slots")
    void never() {
        Queue<Runnable> kept = new ConcurrentLinkedQueue<>();
        try (AsyncExecutor calls = on(kept::add, 1, ofMillis(10))) {
            for (int i = 0; i < 3; i++) {
                assertRejected(calls.call(ran::incrementAndGet), "(AsyncSettings.queueTimeout)");
            }
            assertThat(kept).hasSize(3);
            kept.forEach(Runnable::run);
        }
        assertThat(ran).hasValue(0);
    }

    @Test
    @DisplayName("end even if they wait for one another on too few threads")
    void tooFewThreads() throws Exception {
        try (AsyncExecutor calls = on(threads, 100, ofMillis(100))) {
            CountDownLatch all = new CountDownLatch(2);
            List<CompletableFuture<Integer>> outer = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                outer.add(calls.call(() -> {
                    all.countDown();
                    all.await();
                    return calls.call(ran::incrementAndGet).get();
                }));
            }
            for (CompletableFuture<Integer> each : outer) {
                assertThat(each.handle((value, failure) -> "ended").get(60, TimeUnit.SECONDS))
                        .isEqualTo("ended");
            }
        }
    }

    @Test
    @DisplayName("keep an interrupt of their thread by the application")
    void ownInterrupt() throws Exception {
        try (AsyncExecutor calls = on(threads, 1, ofMinutes(1))) {
            CountDownLatch begun = new CountDownLatch(1);
            CompletableFuture<String> call = calls.call(() -> {
                begun.countDown();
                new CountDownLatch(1).await();
                return "never";
            });
            begun.await();
            threads.shutdownNow();
            assertThatThrownBy(() -> call.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
        }
    }

    @Test
    @DisplayName("do not leave the interrupt of a cancelled call to what the executor does next")
    void interruptStays() throws Exception {
        LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        AtomicInteger leaked = new AtomicInteger();
        AtomicBoolean end = new AtomicBoolean();
        Thread worker = new Thread(() -> {
            while (!end.get()) {
                try {
                    tasks.take().run(); // unlike a pool, does not clear the flag
                } catch (InterruptedException e) {
                    leaked.incrementAndGet();
                }
            }
        });
        worker.start();
        try (AsyncExecutor calls = on(tasks::add, 1, ofMinutes(1))) {
            Random random = new Random(5);
            for (int i = 0; i < 2_000; i++) {
                int spins = random.nextInt(300);
                CompletableFuture<Integer> call = calls.call(() -> spin(spins));
                spin(random.nextInt(300));
                call.cancel(true);
            }
        } finally {
            tasks.add(() -> end.set(true));
            worker.join(60_000);
        }
        assertThat(worker.isAlive()).isFalse();
        assertThat(leaked).hasValue(0);
    }

    private static int spin(int times) {
        for (int i = 0; i < times; i++) {
            Thread.onSpinWait();
        }
        return times;
    }
}
