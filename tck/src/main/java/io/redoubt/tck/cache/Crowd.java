package io.redoubt.tck.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** Threads that do the same thing at the same moment. */
final class Crowd implements AutoCloseable {

    private final List<Thread> threads = new ArrayList<>();
    private final ExecutorService executor;
    private final int size;

    Crowd(int size) {
        this.size = size;
        AtomicInteger number = new AtomicInteger();
        this.executor = Executors.newFixedThreadPool(size, task -> {
            Thread thread = new Thread(task, "tck-crowd-" + number.incrementAndGet());
            threads.add(thread);
            return thread;
        });
    }

    /** Starts the call on all threads at once. Each outcome is what it returned, or what it threw. */
    List<Future<Object>> outcomes(Callable<Object> call) {
        CyclicBarrier start = new CyclicBarrier(size);
        List<Future<Object>> outcomes = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            outcomes.add(executor.submit(() -> {
                start.await(10, TimeUnit.SECONDS);
                try {
                    return call.call();
                } catch (Exception e) {
                    return e;
                }
            }));
        }
        return outcomes;
    }

    /** Waits until so many of the threads wait for something. */
    void awaitBlocked(int count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> threads.stream()
                                .filter(thread -> thread.getState() == Thread.State.WAITING
                                        || thread.getState() == Thread.State.TIMED_WAITING)
                                .count()
                        >= count);
    }

    @Override
    public void close() {
        executor.shutdownNow();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(executor::isTerminated);
    }
}
