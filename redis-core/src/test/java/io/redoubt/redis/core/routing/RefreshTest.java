package io.redoubt.redis.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import java.time.Duration;
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
        assertThat(first.await(30, TimeUnit.SECONDS)).isTrue();

        AtomicInteger doneForAsker = new AtomicInteger();
        OtherThread asks = OtherThread.waitingIn(() -> {
            refresh.await(patient());
            doneForAsker.set(done.get());
        });
        AtomicInteger doneForNeedy = new AtomicInteger();
        OtherThread needs = OtherThread.waitingIn(() -> {
            refresh.awaitNext(patient());
            doneForNeedy.set(done.get());
        });
        assertThat(begun).as("runs while one is under way").hasValue(1);
        release.countDown();

        asks.join();
        needs.join();
        assertThat(doneForAsker).hasPositiveValue();
        assertThat(doneForNeedy).hasValueGreaterThanOrEqualTo(2);
    }

    @Test
    @DisplayName("that took longer than it may is done again for who has more time")
    void takesLonger() {
        Refresh refresh = new Refresh(surroundings, deadline -> {
            if (begun.incrementAndGet() < 3) {
                throw Server.notExecuted(Kind.TIMEOUT, "slow");
            }
        });

        refresh.await(patient());

        assertThat(begun).hasValue(3);
    }

    @Test
    @DisplayName("that always takes longer is waited for until the caller's time is over")
    void alwaysTakesLonger() {
        Refresh refresh = new Refresh(surroundings, deadline -> {
            throw Server.notExecuted(Kind.TIMEOUT, "slow");
        });

        assertThatThrownBy(() -> refresh.await(Deadline.after(Duration.ofMillis(300), System::nanoTime)))
                .isInstanceOfSatisfying(
                        DriverException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT));
    }

    @Test
    @DisplayName("that fails for another reason fails who asked, at once")
    void fails() {
        Refresh refresh = new Refresh(surroundings, deadline -> {
            begun.incrementAndGet();
            throw Server.notExecuted(Kind.UNREACHABLE, "refused");
        });

        assertThatThrownBy(() -> refresh.await(patient()))
                .isInstanceOfSatisfying(
                        DriverException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE))
                .hasMessageContaining("refused");
        assertThat(begun).hasValue(1);
    }

    private static Deadline patient() {
        return Deadline.after(Duration.ofSeconds(30), System::nanoTime);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
