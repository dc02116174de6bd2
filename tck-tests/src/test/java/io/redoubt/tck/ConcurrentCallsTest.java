package io.redoubt.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.invariants.ThreadLeaks;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A pool of concurrent calls")
final class ConcurrentCallsTest {

    private final Invariant.Snapshot threads = ThreadLeaks.none().snapshot();
    private final ConcurrentCalls callers = ConcurrentCalls.of(3);

    @AfterEach
    void close() {
        callers.close();
        callers.close();
        threads.verify();
    }

    @Test
    @DisplayName("begins when all have something to do, on as many threads")
    void together() throws Exception {
        AtomicInteger begun = new AtomicInteger();
        Future<Integer> one = callers.join(begun::incrementAndGet);
        Future<Integer> two = callers.join(begun::incrementAndGet);
        callers.awaitBlocked(2);
        assertThat(begun).hasValue(0);
        Future<Integer> three = callers.join(begun::incrementAndGet);
        assertThat(ConcurrentCalls.result(one) + ConcurrentCalls.result(two) + ConcurrentCalls.result(three))
                .isEqualTo(1 + 2 + 3);
        assertThat(callers.all(() -> Thread.currentThread().getName())).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("tells what a call threw, and does the next thing all the same")
    void failure() throws Exception {
        IllegalStateException failure = new IllegalStateException("on purpose");
        assertThatThrownBy(() -> callers.all(() -> {
                    throw failure;
                }))
                .isInstanceOf(AssertionError.class)
                .hasCause(failure);
        for (Future<Object> outcome : callers.outcomes(() -> {
            throw failure;
        })) {
            assertThat(outcome.get()).isSameAs(failure);
        }
        assertThat(callers.all(() -> 1)).containsExactly(1, 1, 1);
    }

    @Test
    @DisplayName("complains of a call that hangs, and interrupts it at its end")
    void hangs() {
        CountDownLatch never = new CountDownLatch(1);
        Future<Object> hanging = callers.outcomes(() -> {
                    never.await();
                    return "";
                })
                .get(0);
        assertThatThrownBy(() -> ConcurrentCalls.result(hanging, Duration.ofMillis(20)))
                .hasMessageContaining("hangs");
    }
}
