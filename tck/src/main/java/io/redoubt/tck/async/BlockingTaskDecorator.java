package io.redoubt.tck.async;

import io.redoubt.api.TaskDecorator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Task decorator for tests that blocks each asynchronous task before it runs, until the test releases the task. So
 * every asynchronous call of every feature can be met while it runs. Thread-safe.
 */
final class BlockingTaskDecorator implements TaskDecorator {

    private static final long PATIENCE_SECONDS = 60;

    private final Semaphore begun = new Semaphore(0);
    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicInteger interrupted = new AtomicInteger();

    @Override
    public Runnable decorate(Runnable task) {
        return () -> {
            begun.release();
            try {
                if (!go.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("the test has forgotten its task");
                }
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
                throw new IllegalStateException("interrupted", e);
            }
            task.run();
        };
    }

    /** Waits until this many more tasks are held. */
    void awaitHeld(int count) throws InterruptedException {
        if (!begun.tryAcquire(count, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the calls have not begun");
        }
    }

    /** Returns how many tasks have begun that no {@link #awaitHeld} has waited for. */
    int others() {
        return begun.availablePermits();
    }

    int interrupted() {
        return interrupted.get();
    }

    void letGo() {
        go.countDown();
    }
}
