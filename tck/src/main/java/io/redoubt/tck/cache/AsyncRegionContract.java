package io.redoubt.tck.cache;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.AsyncRejectedException;
import io.redoubt.api.AsyncSettings;
import io.redoubt.api.TaskDecorator;
import io.redoubt.api.cache.AsyncLoader;
import io.redoubt.api.cache.AsyncRegion;
import io.redoubt.api.cache.LoadFailedException;
import io.redoubt.api.cache.Region;
import io.redoubt.tck.backend.Backend;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Contract tests for {@link AsyncRegion}: same results as the blocking region, asynchronous loaders, and propagation of
 * the caller's context.
 */
public abstract class AsyncRegionContract extends RegionContractBase {

    private final ThreadLocal<String> context = new ThreadLocal<>();
    private volatile boolean decoratorFails;
    private final TaskDecorator decorator = task -> {
        if (decoratorFails) {
            throw new IllegalStateException("the decorator of the test fails");
        }
        String captured = context.get();
        return () -> {
            context.set(captured);
            try {
                task.run();
            } finally {
                context.remove();
            }
        };
    };

    /** Opens a cache with these settings. */
    protected abstract CacheUnderTest open(Backend backend, AsyncSettings async);

    @Override
    protected final CacheUnderTest open(Backend backend) {
        return open(backend, AsyncSettings.defaults().withTaskDecorator(decorator));
    }

    @AfterEach
    void clearContext() {
        context.remove();
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return result(future);
    }

    private static Throwable failure(CompletableFuture<?> future) throws Exception {
        try {
            result(future);
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        }
        throw new AssertionError("the future did not fail");
    }

    @Test
    @DisplayName("Every asynchronous method has the result and the effect of the blocking one")
    void sameResults() throws Exception {
        Region<String, String> region = region(spec());
        AsyncRegion<String, String> async = region.async();
        assertThat(async).isSameAs(region.async());
        assertThat(get(async.get("a", gives("A", "tag")))).isEqualTo("A");
        assertThat(stored(region, "a")).isEqualTo("A");
        assertThat(get(async.fetch("a", gives("no")))).isEqualTo(cached("A"));
        assertThat(get(async.fetch("a", key -> "no"))).isEqualTo(cached("A"));
        get(async.put("b", "B"));
        assertThat(get(async.getAll(List.of("a", "b", "c"), keys -> Map.of("c", "C"))))
                .isEqualTo(Map.of("a", "A", "b", "B", "c", "C"));
        get(async.invalidateTag("tag"));
        assertThat(stored(region, "a")).isEqualTo("Miss");
        get(async.markStale("b"));
        assertThat(get(async.lookup("b"))).isEqualTo(region.lookup("b"));
        assertThat(get(async.invalidate("c"))).isTrue();
        assertThat(get(async.invalidate("c"))).isFalse();
        assertThat(stored(region, "c")).isEqualTo("Miss");
        region.put("d", "D", "other");
        get(async.invalidateTags(List.of("other")));
        region.put("e", "E");
        get(async.clear());
        assertThat(stored(region, "d") + stored(region, "e")).isEqualTo("MissMiss");
        IllegalStateException unchecked = new IllegalStateException("of the loader");
        assertThat(failure(async.get("f", key -> {
                    throw unchecked;
                })))
                .isSameAs(unchecked);
        assertThat(failure(async.get("f", key -> {
                    throw new IOException("of the loader");
                })))
                .isInstanceOf(LoadFailedException.class)
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    @DisplayName("Asynchronous loaders with a context and changes of several kinds do what the blocking ones do")
    void sameChanges() throws Exception {
        Region<String, String> region = region(spec().negativeTtl(ofMinutes(1)));
        AsyncRegion<String, String> async = region.async();
        assertThat(get(async.get("a", (key, context) -> {
                    context.doNotStore();
                    return key + "A";
                })))
                .isEqualTo("aA");
        assertThat(stored(region, "a")).isEqualTo("Miss");
        assertThat(get(async.getAll(List.of("a", "b"), (keys, context) -> {
                    context.doNotStore("a");
                    return Map.of("a", "A", "b", "B");
                })))
                .isEqualTo(Map.of("a", "A", "b", "B"));
        assertThat(stored(region, "a") + stored(region, "b")).isEqualTo("MissB");
        get(async.put("a", "short", ofHours(1)));
        get(async.putAll(Map.of("c", "C", "d", "D"), "tag"));
        assertThat(stored(region, "a") + stored(region, "c") + stored(region, "d"))
                .isEqualTo("shortCD");
        assertThat(get(async.putIfAbsent("c", "other"))).contains("C");
        assertThat(get(async.putIfAbsent("e", "E"))).isEmpty();
        get(async.putNegative("d"));
        assertThat(stored(region, "d") + stored(region, "e")).isEqualTo("NegativeE");
        get(async.invalidateAll(List.of("a", "e")));
        assertThat(stored(region, "a") + stored(region, "e")).isEqualTo("MissMiss");
    }

    @Test
    @DisplayName("Loads that wait for asynchronous loads of other keys all end, although there are more than threads")
    void nested() throws Exception {
        AsyncRegion<String, String> async = region(spec()).async();
        List<CompletableFuture<String>> outer = new ArrayList<>();
        for (int i = 0; i < 1_200; i++) {
            String inner = "inner" + i;
            outer.add(async.get(
                    "outer" + i, id -> async.get(inner, inside -> inner).get()));
        }
        int loaded = 0;
        for (CompletableFuture<String> each : outer) {
            try {
                assertThat(get(each)).startsWith("inner");
                loaded++;
            } catch (ExecutionException e) {
                assertThat(e).hasRootCauseInstanceOf(AsyncRejectedException.class);
            }
        }
        assertThat(loaded).isPositive();
    }

    @Test
    @DisplayName("A caller that cancels a load which others share does not harm them")
    void sharedLoad() throws Exception {
        AsyncRegion<String, String> async = region(spec()).async();
        for (int i = 0; i < 50; i++) {
            String key = "k" + i;
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            CompletableFuture<String> first = async.get(key, id -> {
                begun.countDown();
                go.await();
                return "first";
            });
            assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<String> second = async.get(key, id -> "second");
            CompletableFuture<String> third = async.get(key, id -> "second");
            if (i % 2 == 0) {
                third.cancel(true);
            }
            first.cancel(true);
            assertThat(get(second)).isEqualTo("second");
            assertThatThrownBy(first::join).isInstanceOf(CancellationException.class);
            go.countDown();
        }
    }

    @Nested
    @DisplayName("A loader that returns a stage")
    class Stages {

        @Test
        @DisplayName("gives its value, or null, which is stored like that of any loader")
        void value() throws Exception {
            Region<String, String> region = region(spec().negativeTtl(ofMinutes(1)));
            assertThat(get(region.async().getAsync("a", key -> CompletableFuture.completedFuture(key + "A"))))
                    .isEqualTo("aA");
            assertThat(stored(region, "a")).isEqualTo("aA");
            assertThat(get(region.async().fetchAsync("a", key -> CompletableFuture.completedFuture("no"))))
                    .isEqualTo(cached("aA"));
            assertThat((Object) get(region.async().getAsync("n", key -> CompletableFuture.completedStage(null))))
                    .isNull();
            assertThat(stored(region, "n")).isEqualTo("Negative");
        }

        @Test
        @DisplayName("may complete later, on any thread, for all callers that share the load")
        void later() throws Exception {
            AsyncRegion<String, String> async = region(spec()).async();
            CompletableFuture<String> stage = new CompletableFuture<>();
            AtomicInteger asked = new AtomicInteger();
            List<CompletableFuture<String>> callers = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                callers.add(async.getAsync("a", key -> {
                    asked.incrementAndGet();
                    return stage.minimalCompletionStage();
                }));
            }
            Awaitility.await().atMost(PATIENCE).until(() -> asked.get() == 1);
            assertThat(callers).noneMatch(CompletableFuture::isDone);
            stage.complete("A");
            for (CompletableFuture<String> each : callers) {
                assertThat(get(each)).isEqualTo("A");
            }
            assertThat(asked).hasValue(1);
        }

        @Test
        @DisplayName("fails all callers that share the load with the failure of the stage, and the next load works")
        void failing() throws Exception {
            Region<String, String> region = region(spec());
            IllegalStateException unchecked = new IllegalStateException("of the stage");
            for (Throwable thrown : List.of(unchecked, new CompletionException(unchecked))) {
                CompletableFuture<String> stage = new CompletableFuture<>();
                List<CompletableFuture<String>> callers = shared(region, stage);
                stage.completeExceptionally(thrown);
                for (CompletableFuture<String> each : callers) {
                    assertThat(failure(each)).isSameAs(unchecked);
                }
            }
            assertThat(failure(region.async()
                            .getAsync("a", key -> CompletableFuture.failedFuture(new IOException("of the stage")))))
                    .isInstanceOf(LoadFailedException.class)
                    .hasCauseInstanceOf(IOException.class);
            assertThat(failure(region.async().getAsync("a", noStage())))
                    .isInstanceOf(LoadFailedException.class)
                    .hasMessageContaining("null instead of a stage");
            assertThat(region.get("a", gives("A"))).isEqualTo("A");
        }

        @Test
        @DisplayName("whose stage is cancelled fails all callers that share the load, whose futures are not cancelled")
        void cancelledStage() throws Exception {
            Region<String, String> region = region(spec());
            CompletableFuture<String> stage = new CompletableFuture<>();
            List<CompletableFuture<String>> callers = shared(region, stage);
            stage.cancel(true);
            for (CompletableFuture<String> each : callers) {
                assertThat(failure(each))
                        .isInstanceOf(LoadFailedException.class)
                        .hasMessageContaining("was cancelled");
                assertThat(each.isCancelled()).isFalse();
            }
            assertThat(region.get("a", gives("A"))).isEqualTo("A");
        }

        @Test
        @DisplayName("whose stage never completes fails at the hard timeout, which cancels the stage")
        void neverComplete() throws Exception {
            Region<String, String> region = region(spec().hardTimeout(ofMillis(200)));
            CompletableFuture<String> stage = new CompletableFuture<>();
            CompletableFuture<String> caller = region.async().getAsync("a", key -> stage);
            assertThat(failure(caller)).isInstanceOf(LoadFailedException.class).hasMessageContaining("PT0.2S");
            Awaitility.await().atMost(PATIENCE).until(stage::isCancelled);
            Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> "A".equals(region.get("a", gives("A"))));
        }

        @Test
        @DisplayName("is reached by the cancellation of its caller: the stage is cancelled")
        void cancelledCaller() throws Exception {
            AsyncRegion<String, String> async = region(spec()).async();
            for (int i = 0; i < 20; i++) {
                CompletableFuture<String> stage = new CompletableFuture<>();
                CountDownLatch asked = new CountDownLatch(1);
                CompletableFuture<String> caller = async.getAsync("a", key -> {
                    asked.countDown();
                    return stage;
                });
                assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
                caller.cancel(true);
                Awaitility.await().atMost(PATIENCE).until(stage::isCancelled);
            }
        }

        private List<CompletableFuture<String>> shared(Region<String, String> region, CompletableFuture<String> stage)
                throws InterruptedException {
            CountDownLatch asked = new CountDownLatch(1);
            List<CompletableFuture<String>> callers = new ArrayList<>();
            callers.add(region.async().getAsync("a", key -> {
                asked.countDown();
                return stage;
            }));
            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
            callers.add(region.async().getAsync("a", key -> stage));
            return callers;
        }

        @SuppressWarnings("NullAway") // what an application may do by mistake
        private static AsyncLoader<String, String> noStage() {
            return key -> null;
        }
    }

    @Nested
    @DisplayName("The context of the caller")
    class Context {

        private final Queue<String> seen = new ConcurrentLinkedQueue<>();

        private @Nullable String record(String value) {
            seen.add(context.get() + "");
            return value;
        }

        @Test
        @DisplayName("is there in loaders of asynchronous calls, of calls with a soft timeout, and of refreshes")
        void loaders() throws Exception {
            context.set("async");
            Region<String, String> plain = region(spec());
            get(plain.async().get("a", key -> record("A")));
            assertThat(seen.poll()).isEqualTo("async");

            context.set("own thread");
            region(spec().staleOnError(ofHours(1)).softTimeout(ofSeconds(10))).get("b", key -> record("B"));
            assertThat(seen.poll()).isEqualTo("own thread");

            context.set("refresh");
            Region<String, String> refreshing = region(spec().staleWhileRevalidate(ofHours(1)));
            refreshing.put("c", "old");
            refreshing.markStale("c");
            assertThat(refreshing.get("c", key -> record("new"))).isEqualTo("old");
            awaitStored(refreshing, "c", "new");
            assertThat(seen.poll()).isEqualTo("refresh");
        }

        @Test
        @DisplayName("by a decorator that fails is a clear error, and no load or refresh is lost")
        void failingDecorator() throws Exception {
            Region<String, String> plain = region(spec());
            Region<String, String> own = region(spec().staleOnError(ofHours(1)).softTimeout(ofSeconds(10)));
            Region<String, String> refreshing = region(spec().staleWhileRevalidate(ofHours(1)));
            refreshing.put("c", "old");
            refreshing.markStale("c");

            decoratorFails = true;
            assertThat(failure(plain.async().get("a", gives("A"))))
                    .isInstanceOf(AsyncRejectedException.class)
                    .hasMessageContaining("the task decorator (AsyncSettings.taskDecorator) failed");
            assertThatThrownBy(() -> own.get("b", gives("B")))
                    .isInstanceOf(LoadFailedException.class)
                    .hasMessageContaining("the task decorator (AsyncSettings.taskDecorator) failed");
            assertThat(refreshing.get("c", gives("new"))).isEqualTo("old");

            decoratorFails = false;
            assertThat(get(plain.async().get("a", gives("A")))).isEqualTo("A");
            assertThat(own.get("b", gives("B"))).isEqualTo("B");
            assertThat(refreshing.get("c", gives("new"))).isEqualTo("old");
            awaitStored(refreshing, "c", "new");
        }
    }
}
