package io.redoubt.redis.spi.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("Threads that wake each other in chains")
final class ReplyWaiterStressTest {

    private static final int THREADS = 70;
    private static final int ROUNDS = 100;

    private final AtomicIntegerArray there = new AtomicIntegerArray(THREADS);
    private final List<ReplyWaiter> waiting = new ArrayList<>();

    @Test
    @DisplayName("all go on, although some leave by themselves before they are woken")
    void allGoOn() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Thread[] threads = new Thread[THREADS];
            waiting.clear();
            for (int i = 0; i < THREADS; i++) {
                int number = i;
                there.set(i, 0);
                waiting.add(new ReplyWaiter());
                threads[i] = new Thread(() -> await(number), "stress-" + i);
            }
            for (Thread thread : threads) {
                thread.start();
            }
            int woken = 0;
            while (woken < THREADS) {
                int count = 1 + ThreadLocalRandom.current().nextInt(THREADS - woken);
                List<ReplyWaiter> now = new ArrayList<>(waiting.subList(woken, woken + count));
                for (int i = 0; i < count; i++) {
                    there.set(woken + i, 1);
                }
                ReplyWaiter.wakeAll(now);
                assertThat(now).isEmpty();
                woken += count;
            }
            for (Thread thread : threads) {
                thread.join(20_000);
                assertThat(thread.isAlive()).as("hangs: %s", thread.getName()).isFalse();
            }
        }
    }

    private void await(int number) {
        ReplyWaiter mine = waiting.get(number);
        mine.beginWait();
        // A third of the threads check by themselves now and then, as a thread does that is interrupted or whose
        // deadline passes.
        while (there.get(number) == 0) {
            if (number % 3 == 0) {
                LockSupport.parkNanos(this, 20_000);
            } else {
                LockSupport.park(this);
            }
        }
        mine.endWait();
    }
}
