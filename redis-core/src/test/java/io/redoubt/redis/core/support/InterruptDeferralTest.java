package io.redoubt.redis.core.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The interrupt flag")
@Timeout(60)
final class InterruptDeferralTest {

    @AfterEach
    void clear() {
        Thread.interrupted();
    }

    @Test
    @DisplayName("is cleared during a step and set again afterwards, also if the step fails")
    void deferred() {
        Thread.currentThread().interrupt();
        boolean during =
                InterruptDeferral.duringCall(() -> Thread.currentThread().isInterrupted());
        assertThat(during).isFalse();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();

        assertThatThrownBy(() -> InterruptDeferral.during(() -> {
                    throw new IllegalStateException("planted");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(Thread.interrupted()).isTrue();

        InterruptDeferral.during(() -> {});
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    @DisplayName("does not shorten the wait for the end of a thread or an executor, and stays set")
    void awaitEnd() {
        Thread thread = DaemonThreads.named("test-end").newThread(() -> {});
        thread.start();
        Thread.currentThread().interrupt();
        assertThat(InterruptDeferral.awaitEnd(thread, Duration.ofSeconds(10))).isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();

        ExecutorService executor = Executors.newSingleThreadExecutor(DaemonThreads.numbered("test-end-"));
        CountDownLatch never = new CountDownLatch(1);
        executor.execute(() -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        executor.execute(never::countDown);
        List<Runnable> notBegun = InterruptDeferral.shutdownNow(executor, Duration.ofSeconds(10));
        assertThat(executor.isTerminated()).isTrue();
        assertThat(notBegun).hasSizeBetween(1, 2);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    @DisplayName("ends the wait if it is set meanwhile")
    void interruptedWait() {
        Thread caller = Thread.currentThread();
        Thread endless = DaemonThreads.named("test-endless").newThread(() -> {
            while (caller.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait(); // an interrupt before the wait would not end it
            }
            caller.interrupt();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        endless.start();
        try {
            assertThat(InterruptDeferral.awaitEnd(endless, Duration.ofDays(1))).isFalse();
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            endless.interrupt();
        }
    }

    @Test
    @DisplayName("is no matter for a thread that asks for its own end: it does not wait")
    void ownEnd() {
        assertThat(InterruptDeferral.awaitEnd(Thread.currentThread(), Duration.ofDays(1)))
                .isFalse();
    }
}
