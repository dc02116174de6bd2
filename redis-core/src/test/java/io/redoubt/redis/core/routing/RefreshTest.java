package io.redoubt.redis.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.RedisSettings;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Work that many ask for")
final class RefreshTest {

    private final Surroundings surroundings = Surroundings.of(RedisSettings.of("localhost", 1), System::nanoTime);
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    @AfterEach
    void close() {
        surroundings.background().close();
        surroundings.events().close();
    }

    @Test
    @DisplayName("that is done is done once more for who needs what is true from now on")
    void done() {
        Refresh refresh = new Refresh(surroundings, deadline -> done.incrementAndGet());
        refresh.await(patient());
        int before = done.get();
        refresh.awaitNext(patient());
        assertThat(done).hasValueGreaterThan(before);
    }

    @Test
    @DisplayName("that is under way does for who asks, but not for who needs what is true from now on")
    void underWay() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Refresh refresh = new Refresh(surroundings, deadline -> {
            begun.incrementAndGet();
            first.countDown();
            awaitQuietly(release);
            done.incrementAndGet();
        });
        refresh.soon();
        assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();

        CompletableFuture<Void> asks = CompletableFuture.runAsync(() -> refresh.await(patient()));
        CompletableFuture<Integer> needs = CompletableFuture.supplyAsync(() -> {
            refresh.awaitNext(patient());
            return done.get();
        });
        assertThat(asks).isNotDone();
        assertThat(begun).hasValue(1);
        release.countDown();

        asks.get(10, TimeUnit.SECONDS);
        assertThat(needs.get(10, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(2);
    }

    private static Deadline patient() {
        return Deadline.after(Duration.ofSeconds(10), System::nanoTime);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
