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
final class CoalescingTaskTest {

    private final DriverContext context = DriverContext.of(RedisSettings.of("localhost", 1), System::nanoTime);
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    @AfterEach
    void close() {
        context.scheduler().close();
        context.events().close();
    }

    @Test
    @DisplayName("that is done is done once more for who needs what is true from now on")
    void done() {
        CoalescingTask task = new CoalescingTask(context, deadline -> done.incrementAndGet());
        task.await(longDeadline());
        int before = done.get();
        task.awaitFreshRun(longDeadline());
        assertThat(done).hasValueGreaterThan(before);
    }

    @Test
    @DisplayName("that is under way does for who asks, but not for who needs what is true from now on")
    void inProgress() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CoalescingTask task = new CoalescingTask(context, deadline -> {
            started.incrementAndGet();
            first.countDown();
            awaitQuietly(release);
            done.incrementAndGet();
        });
        task.trigger();
        assertThat(first.await(30, TimeUnit.SECONDS)).isTrue();

        AtomicInteger doneForAnyRun = new AtomicInteger();
        CallThread waiter = CallThread.startAndAwaitBlocked(() -> {
            task.await(longDeadline());
            doneForAnyRun.set(done.get());
        });
        AtomicInteger doneForFreshRun = new AtomicInteger();
        CallThread freshRunWaiter = CallThread.startAndAwaitBlocked(() -> {
            task.awaitFreshRun(longDeadline());
            doneForFreshRun.set(done.get());
        });
        assertThat(started).as("runs while one is under way").hasValue(1);
        release.countDown();

        waiter.join();
        freshRunWaiter.join();
        assertThat(doneForAnyRun).hasPositiveValue();
        assertThat(doneForFreshRun).hasValueGreaterThanOrEqualTo(2);
    }

    @Test
    @DisplayName("that took longer than it may is done again for who has more time")
    void takesLonger() {
        CoalescingTask task = new CoalescingTask(context, deadline -> {
            if (started.incrementAndGet() < 3) {
                throw ServerHandle.notExecuted(Kind.TIMEOUT, "slow");
            }
        });

        task.await(longDeadline());

        assertThat(started).hasValue(3);
    }

    @Test
    @DisplayName("that fails with an error is a failure for who waits, and is done again for who asks later")
    void error() {
        CoalescingTask task = new CoalescingTask(context, deadline -> {
            if (started.incrementAndGet() == 1) {
                throw new NoClassDefFoundError("planted");
            }
            done.incrementAndGet();
        });

        assertThatThrownBy(() -> task.await(longDeadline()))
                .isInstanceOf(DriverException.class)
                .hasRootCauseInstanceOf(NoClassDefFoundError.class);
        task.awaitFreshRun(longDeadline());

        assertThat(done).hasPositiveValue();
    }

    @Test
    @DisplayName("that always takes longer is waited for until the caller's time is over")
    void alwaysTakesLonger() {
        CoalescingTask task = new CoalescingTask(context, deadline -> {
            throw ServerHandle.notExecuted(Kind.TIMEOUT, "slow");
        });

        assertThatThrownBy(() -> task.await(Deadline.after(Duration.ofMillis(300), System::nanoTime)))
                .isInstanceOfSatisfying(
                        DriverException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT));
    }

    @Test
    @DisplayName("that fails for another reason fails who asked, at once")
    void fails() {
        CoalescingTask task = new CoalescingTask(context, deadline -> {
            started.incrementAndGet();
            throw ServerHandle.notExecuted(Kind.UNREACHABLE, "refused");
        });

        assertThatThrownBy(() -> task.await(longDeadline()))
                .isInstanceOfSatisfying(
                        DriverException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE))
                .hasMessageContaining("refused");
        assertThat(started).hasValue(1);
    }

    private static Deadline longDeadline() {
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
