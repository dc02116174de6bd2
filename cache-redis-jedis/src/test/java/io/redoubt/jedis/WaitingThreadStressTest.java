package io.redoubt.jedis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("Threads that wake each other in chains")
final class WaitingThreadStressTest {

    private static final int THREADS = 70;
    private static final int ROUNDS = 3_000;

    private final AtomicIntegerArray there = new AtomicIntegerArray(THREADS);
    private final WaitingThread[] waiting = new WaitingThread[THREADS];

    @Test
    @DisplayName("all go on, although some leave by themselves before they are woken")
    void allGoOn() throws Exception {
        for (int round = 0; round < ROUNDS / THREADS; round++) {
            Thread[] threads = new Thread[THREADS];
            for (int i = 0; i < THREADS; i++) {
                int number = i;
                there.set(i, 0);
                waiting[i] = new WaitingThread();
                threads[i] = new Thread(() -> await(number), "stress-" + i);
                threads[i].start();
            }
            int woken = 0;
            while (woken < THREADS) {
                int count = Math.min(
                        THREADS - woken, 1 + ThreadLocalRandom.current().nextInt(THREADS));
                WaitingThread[] now = new WaitingThread[count];
                for (int i = 0; i < count; i++) {
                    now[i] = waiting[woken + i];
                    there.set(woken + i, 1);
                }
                WaitingThread.wakeAll(now, count);
                assertThat(now).containsOnlyNulls();
                woken += count;
            }
            for (Thread thread : threads) {
                thread.join(20_000);
                assertThat(thread.isAlive()).as("hangs: %s", thread.getName()).isFalse();
            }
        }
    }

    private void await(int number) {
        WaitingThread mine = waiting[number];
        mine.enter();
        // A third of the threads check by themselves now and then, as a thread does that is interrupted or whose
        // deadline passes.
        while (there.get(number) == 0) {
            if (number % 3 == 0) {
                LockSupport.parkNanos(this, 20_000);
            } else {
                LockSupport.park(this);
            }
        }
        mine.leave();
    }
}
