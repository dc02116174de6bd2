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

@DisplayName("A crowd")
final class CrowdTest {

    private final Invariant.Snapshot threads = ThreadLeaks.none().snapshot();
    private final Crowd crowd = Crowd.of(3);

    @AfterEach
    void close() {
        crowd.close();
        crowd.close();
        threads.verify();
    }

    @Test
    @DisplayName("begins when all have something to do, on as many threads")
    void together() throws Exception {
        AtomicInteger begun = new AtomicInteger();
        Future<Integer> one = crowd.join(begun::incrementAndGet);
        Future<Integer> two = crowd.join(begun::incrementAndGet);
        crowd.awaitBlocked(2);
        assertThat(begun).hasValue(0);
        Future<Integer> three = crowd.join(begun::incrementAndGet);
        assertThat(Crowd.result(one) + Crowd.result(two) + Crowd.result(three)).isEqualTo(1 + 2 + 3);
        assertThat(crowd.all(() -> Thread.currentThread().getName())).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("tells what a call threw, and does the next thing all the same")
    void failure() throws Exception {
        IllegalStateException failure = new IllegalStateException("on purpose");
        assertThatThrownBy(() -> crowd.all(() -> {
                    throw failure;
                }))
                .isInstanceOf(AssertionError.class)
                .hasCause(failure);
        for (Future<Object> outcome : crowd.outcomes(() -> {
            throw failure;
        })) {
            assertThat(outcome.get()).isSameAs(failure);
        }
        assertThat(crowd.all(() -> 1)).containsExactly(1, 1, 1);
    }

    @Test
    @DisplayName("complains of a call that hangs, and interrupts it at its end")
    void hangs() {
        CountDownLatch never = new CountDownLatch(1);
        Future<Object> hanging = crowd.outcomes(() -> {
                    never.await();
                    return "";
                })
                .get(0);
        assertThatThrownBy(() -> Crowd.result(hanging, Duration.ofMillis(20))).hasMessageContaining("hangs");
    }
}
