package io.redoubt;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.AsyncSettings;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.RateLimitRequest;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Asynchronous calls of an instance")
final class AsyncCallsTest {

    private static final RateLimitRequest LIMIT =
            RateLimitPolicy.slidingWindow("async", 10, Duration.ofMinutes(1)).by("user", "u");

    @Test
    @DisplayName("run on the executor and with the decorator of its settings, for every feature")
    void settings() throws Exception {
        Queue<String> threads = new ConcurrentLinkedQueue<>();
        ExecutorService application = Executors.newSingleThreadExecutor(task -> new Thread(task, "application"));
        AsyncSettings bounds = AsyncSettings.defaults().withMaxRunning(7);
        RedoubtSettings settings = RedoubtSettings.builder()
                .async(bounds)
                .executor(application)
                .taskDecorator(task -> () -> {
                    threads.add(Thread.currentThread().getName());
                    task.run();
                })
                .build();
        assertThat(settings.async().maxRunning()).isEqualTo(7);
        try (Redoubt redoubt = Redoubt.embedded(settings)) {
            List<CompletableFuture<?>> calls = List.of(
                    redoubt.cache().async().exists("k"),
                    redoubt.sessions().async().list("u"),
                    redoubt.rateLimiter().async().peek(LIMIT),
                    redoubt.locks().async().forceRelease("a"));
            for (CompletableFuture<?> each : calls) {
                each.get(60, TimeUnit.SECONDS);
            }
            assertThat(threads).containsExactly("application", "application", "application", "application");
        } finally {
            application.shutdown();
        }
        assertThat(application.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }
}
