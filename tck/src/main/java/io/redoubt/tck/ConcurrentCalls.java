package io.redoubt.tck;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * Test thread pool that starts calls on all of its threads at the same moment. It can be used for any number of rounds.
 * For use by one thread.
 */
public final class ConcurrentCalls implements AutoCloseable {

    private static final Duration MAX_WAIT = Duration.ofMinutes(1);

    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final CyclicBarrier start;
    private final ExecutorService executor;
    private final int size;

    private ConcurrentCalls(int size) {
        this.size = size;
        this.start = new CyclicBarrier(size);
        AtomicInteger number = new AtomicInteger();
        this.executor = Executors.newFixedThreadPool(size, task -> {
            Thread thread = new Thread(task, "tck-crowd-" + number.incrementAndGet());
            threads.add(thread);
            return thread;
        });
    }

    /** Starts a pool with so many threads. */
    public static ConcurrentCalls of(int size) {
        return new ConcurrentCalls(size);
    }

    /** Submits a call, which starts when every other thread has got a call as well. */
    public <T> Future<T> join(Callable<T> call) {
        return executor.submit(() -> {
            start.await(MAX_WAIT.toNanos(), TimeUnit.NANOSECONDS);
            return call.call();
        });
    }

    /** Runs the call on all threads. Each outcome is the return value or the exception. */
    public List<Future<Object>> outcomes(Callable<Object> call) {
        List<Future<Object>> outcomes = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            outcomes.add(join(() -> {
                try {
                    return call.call();
                } catch (Exception e) {
                    return e;
                }
            }));
        }
        return outcomes;
    }

    /** Runs the call on all threads and returns their results. */
    public <T> List<T> all(Callable<T> call) {
        List<Future<T>> running = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            running.add(join(call));
        }
        return running.stream().map(ConcurrentCalls::result).toList();
    }

    /**
     * Returns the result of a call.
     *
     * @throws AssertionError if the call failed or does not end
     */
    public static <T> T result(Future<T> call) {
        return result(call, MAX_WAIT);
    }

    /**
     * Returns the result of a call that may take the given time.
     *
     * @throws AssertionError if the call failed or does not end
     */
    public static <T> T result(Future<T> call, Duration atMost) {
        try {
            return call.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("a call of the crowd failed", e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("a call of the crowd hangs", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the crowd was at it", e);
        }
    }

    /** Waits until this number of threads are blocked. */
    public void awaitBlocked(int count) {
        Awaitility.await()
                .atMost(MAX_WAIT)
                .until(() -> threads.stream()
                                .filter(thread -> thread.getState() == Thread.State.WAITING
                                        || thread.getState() == Thread.State.TIMED_WAITING)
                                .count()
                        >= count);
    }

    /** Interrupts running calls and waits for them to end. Idempotent. */
    @Override
    public void close() {
        executor.shutdownNow();
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .atMost(MAX_WAIT)
                .until(executor::isTerminated);
    }
}
