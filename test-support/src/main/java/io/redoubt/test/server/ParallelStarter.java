package io.redoubt.test.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Launcher that starts several test servers or other resources in parallel, and closes all of them if one fails to
 * start.
 */
record ParallelStarter<T>(Consumer<T> closer) {

    List<T> start(int count, Supplier<T> starter) {
        ConcurrentLinkedQueue<T> started = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
        CountDownLatch done = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(
                    () -> {
                        try {
                            started.add(starter.get());
                        } catch (RuntimeException e) {
                            failures.add(e);
                        } finally {
                            done.countDown();
                        }
                    },
                    "redoubt-tck-start-" + i);
            thread.start();
        }
        await(done);
        RuntimeException failure = failures.poll();
        if (failure != null) {
            failures.forEach(failure::addSuppressed);
            started.forEach(closer);
            throw failure;
        }
        return new ArrayList<>(started);
    }

    /** Waits without a timeout of its own, since starting a resource has one. */
    private static void await(CountDownLatch done) {
        boolean interrupted = false;
        while (done.getCount() > 0) {
            try {
                done.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
