package io.redoubt.tck.invariants;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The invariant on threads")
class ThreadLeaksTest {

    private final CountDownLatch end = new CountDownLatch(1);
    private final Invariant.Snapshot before = ThreadLeaks.none().snapshot();

    @AfterEach
    void endThreads() {
        end.countDown();
    }

    @Test
    @DisplayName("is broken by a thread that survives, whose name and stack are told")
    void survivor() {
        Invariant.Snapshot impatient =
                ThreadLeaks.none().waiting(Duration.ofMillis(200)).snapshot();
        thread("forgotten-reader").start();
        assertThatThrownBy(impatient::verify)
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("leaked user thread \"forgotten-reader\"", "CountDownLatch.await");
    }

    @Test
    @DisplayName("waits for a thread that is about to end")
    void late() {
        Thread late = thread("late");
        late.start();
        // Ends the other thread only once verify() has begun to wait for it.
        Thread main = Thread.currentThread();
        Thread watcher = new Thread(
                () -> {
                    while (main.getState() != Thread.State.TIMED_WAITING) {
                        Thread.onSpinWait();
                    }
                    end.countDown();
                },
                "watcher");
        watcher.start();
        assertThatCode(before::verify).doesNotThrowAnyException();
    }

    @Test
    @DisplayName("does not mind the JDK's own threads, nor those that the test allows")
    void allowed() throws Exception {
        CompletableFuture.runAsync(() -> {}, ForkJoinPool.commonPool()).get();
        new ProcessBuilder("true").start().waitFor();
        Cleaner cleaner = Cleaner.create();
        try {
            assertThatCode(before::verify).doesNotThrowAnyException();
        } finally {
            Reference.reachabilityFence(cleaner);
        }

        Invariant.Snapshot lenient = ThreadLeaks.noneBut("pool-of-").snapshot();
        thread("pool-of-a-library").start();
        assertThatCode(lenient::verify).doesNotThrowAnyException();
    }

    private Thread thread(String name) {
        return new Thread(
                () -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
    }
}
