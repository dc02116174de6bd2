package io.redoubt.tck.async;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.AsyncRejectedException;
import io.redoubt.api.AsyncSettings;
import io.redoubt.api.ClosedException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Contract tests for the asynchronous calls of any feature, such as the cache: limits, cancellation, context
 * propagation and closing.
 */
public abstract class AsyncCallContract {

    private static final long PATIENCE_SECONDS = 60;

    private final BlockingTaskDecorator holding = new BlockingTaskDecorator();
    private final List<AsyncFeatureUnderTest> opened = new ArrayList<>();
    private Backend backend;

    /** Returns the backend for one test. */
    protected abstract Backend backend();

    /** Opens the feature under test. */
    protected abstract AsyncFeatureUnderTest open(Backend backend, AsyncSettings async);

    @BeforeEach
    void openBackend() {
        backend = backend();
        if (backend instanceof RedisBackend redis) {
            redis.connect();
        }
    }

    @AfterEach
    void closeBackend() {
        holding.letGo();
        opened.forEach(feature -> feature.closing().run());
        backend.close();
    }

    private AsyncFeatureUnderTest opened(AsyncSettings async) {
        AsyncFeatureUnderTest feature = open(backend, async);
        opened.add(feature);
        return feature;
    }

    private AsyncFeatureUnderTest held(int maxRunning, int maxQueued) {
        return opened(AsyncSettings.defaults()
                .withTaskDecorator(holding)
                .withMaxRunning(maxRunning)
                .withQueue(maxQueued, ofMinutes(10)));
    }

    private static @Nullable Object get(CompletableFuture<?> future) throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static List<CompletableFuture<?>> calls(AsyncFeatureUnderTest feature, int count) {
        List<CompletableFuture<?>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(feature.call().get());
        }
        return calls;
    }

    private static void assertFails(CompletableFuture<?> call, Class<? extends Throwable> type, String message) {
        assertThatThrownBy(() -> get(call))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(type)
                .hasMessageContaining(message);
    }

    @Test
    @DisplayName("As many calls run as may run, as many wait as may wait, and the next fails and names both bounds")
    void bounds() throws Exception {
        AsyncFeatureUnderTest feature = held(2, 1);
        List<CompletableFuture<?>> running = calls(feature, 2);
        holding.awaitHeld(2);
        CompletableFuture<?> waiting = feature.call().get();
        CompletableFuture<?> refused = feature.call().get();
        assertFails(refused, AsyncRejectedException.class, "2 calls are running (AsyncSettings.maxRunning)");
        assertFails(refused, AsyncRejectedException.class, "1 are waiting (AsyncSettings.maxQueued)");
        assertThat(holding.others()).isZero();
        assertThat(waiting).isNotDone();
        holding.letGo();
        for (CompletableFuture<?> each : running) {
            get(each);
        }
        get(waiting);
    }

    @Test
    @DisplayName("A call that waits for longer than the queue timeout fails and names it")
    void queueTimeout() throws Exception {
        AsyncFeatureUnderTest feature = opened(AsyncSettings.defaults()
                .withTaskDecorator(holding)
                .withMaxRunning(1)
                .withQueue(10, ofMillis(10)));
        CompletableFuture<?> running = feature.call().get();
        holding.awaitHeld(1);
        assertFails(feature.call().get(), AsyncRejectedException.class, "(AsyncSettings.queueTimeout)");
        holding.letGo();
        get(running);
    }

    @Test
    @DisplayName(
            "Cancelling a waiting call removes it, cancelling a running one interrupts it, and the next call works")
    void cancellation() throws Exception {
        AsyncFeatureUnderTest feature = held(1, 1);
        for (int i = 1; i <= 50; i++) {
            CompletableFuture<?> running = feature.call().get();
            holding.awaitHeld(1);
            CompletableFuture<?> waiting = feature.call().get();
            assertThat(waiting.cancel(true)).isTrue();
            assertThat(running.cancel(true)).isTrue();
            assertThatThrownBy(running::join).isInstanceOf(CancellationException.class);
            assertThatThrownBy(waiting::join).isInstanceOf(CancellationException.class);
            int interrupted = i;
            Awaitility.await()
                    .pollInterval(ofMillis(1))
                    .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .until(() -> holding.interrupted() == interrupted);
        }
        assertThat(holding.others()).isZero();
        holding.letGo();
        get(feature.call().get());
    }

    @Test
    @DisplayName("Calls run on threads with the feature's name, in the context of their caller")
    void context() throws Exception {
        ThreadLocal<String> context = new ThreadLocal<>();
        List<String> seen = new ArrayList<>();
        AsyncFeatureUnderTest feature = opened(AsyncSettings.defaults().withTaskDecorator(task -> {
            String captured = context.get();
            return () -> {
                seen.add(Thread.currentThread().getName().startsWith("redoubt-async-") + captured);
                task.run();
            };
        }));
        context.set("A");
        get(feature.call().get());
        context.set("B");
        get(feature.call().get());
        context.remove();
        assertThat(seen).containsExactly("trueA", "trueB");
    }

    @Test
    @DisplayName("Calls run on the executor of the application, if there is one")
    void applicationExecutor() throws Exception {
        ExecutorService application = Executors.newSingleThreadExecutor(task -> new Thread(task, "application"));
        try {
            List<String> threads = new ArrayList<>();
            AsyncFeatureUnderTest feature =
                    opened(AsyncSettings.defaults().withExecutor(application).withTaskDecorator(task -> () -> {
                        threads.add(Thread.currentThread().getName());
                        task.run();
                    }));
            get(feature.call().get());
            assertThat(threads).containsExactly("application");
        } finally {
            application.shutdown();
            assertThat(application.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    @Test
    @DisplayName("Closing fails waiting calls at once, interrupts running ones in the end, and refuses later ones")
    void closing() throws Exception {
        AsyncFeatureUnderTest feature = held(1, 1);
        CompletableFuture<?> running = feature.call().get();
        holding.awaitHeld(1);
        CompletableFuture<?> waiting = feature.call().get();
        CompletableFuture<Void> closed = CompletableFuture.runAsync(feature.closing());
        assertFails(waiting, ClosedException.class, "closed");
        get(closed);
        assertFails(running, StoreUnavailableException.class, "interrupted");
        assertFails(feature.call().get(), ClosedException.class, "closed");
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith(feature.threadPrefix())) {
                thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
    }
}
