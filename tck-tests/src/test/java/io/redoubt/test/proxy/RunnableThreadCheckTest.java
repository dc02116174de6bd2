package io.redoubt.test.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisplayName("Threads of this JVM")
@EnabledOnOs(OS.LINUX)
final class RunnableThreadCheckTest {

    private static final int CHECKS = 200;

    @Test
    @DisplayName("that hand work to each other are runnable, though each waits at times")
    void handOff() throws Exception {
        Semaphore there = new Semaphore(0);
        Semaphore back = new Semaphore(0);
        Thread one = new Thread(() -> pass(there, back), "hand-off-1");
        Thread other = new Thread(() -> pass(back, there), "hand-off-2");
        one.start();
        // The more threads are read between the two, the more often a hand-over falls into that time.
        List<Thread> waiting = Stream.generate(() -> new Thread(RunnableThreadCheckTest::waitForInterrupt, "waiting"))
                .limit(50)
                .toList();
        waiting.forEach(Thread::start);
        other.start();
        there.release();
        try {
            int idle = 0;
            for (int check = 0; check < CHECKS; check++) {
                if (!RunnableThreadDetector.anyOtherRunnable()) {
                    idle++;
                }
            }
            // Of a single reading of all threads it is one in ten.
            assertThat(idle).isLessThanOrEqualTo(CHECKS / 100);
        } finally {
            List<Thread> all =
                    Stream.concat(Stream.of(one, other), waiting.stream()).toList();
            all.forEach(Thread::interrupt);
            for (Thread thread : all) {
                thread.join();
            }
        }
    }

    private static void waitForInterrupt() {
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.park();
        }
    }

    private static void pass(Semaphore from, Semaphore to) {
        try {
            while (true) {
                from.acquire();
                to.release();
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }
}
