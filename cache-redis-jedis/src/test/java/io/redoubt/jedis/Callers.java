package io.redoubt.jedis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntConsumer;

/** Group of threads that call at the same time, with the failures of their calls. */
final class Callers {

    /** Long enough for 200,000 calls on a busy machine; a call that hangs fails earlier, at its deadline. */
    private static final long MAX_MILLIS = 600_000;

    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    private Callers() {}

    static Callers start(int count, IntConsumer body) {
        Callers callers = new Callers();
        for (int i = 0; i < count; i++) {
            int number = i;
            Thread thread = new Thread(() -> callers.run(body, number), "test-caller-" + i);
            callers.threads.add(thread);
            thread.start();
        }
        return callers;
    }

    private void run(IntConsumer body, int number) {
        try {
            body.accept(number);
        } catch (Throwable e) {
            failures.add(e);
        }
    }

    /** Waits for all threads, and fails if a call failed. */
    void finish() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(MAX_MILLIS);
            assertThat(thread.isAlive()).as("hangs: " + thread.getName()).isFalse();
        }
        Throwable first = failures.peek();
        if (first != null) {
            throw new AssertionError(failures.size() + " callers failed", first);
        }
    }
}
