package io.redoubt.jedis;

import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Dispatcher of queued calls to I/O threads, each of which takes the queued calls as one batch. Thread-safe.
 *
 * <p>Batches form because few threads are at work: while they wait for the server, the queue grows to the next
 * batch. The maximum number of threads is two for a server that is near, which keeps the server busy, and eight
 * for a server that is far, since a call that has just missed a batch should not wait for a whole round trip. For
 * a near server the maximum grows, up to eight, by one for each thread that has been waiting unusually long for
 * the server or for a connection, so that no call waits for a slow command of another caller.
 */
final class BatchDispatcher {

    private static final int MAX_THREADS = 8;
    private static final int THREADS_IF_NEAR = 2;
    private static final long STALLED_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final Duration UNLIMITED = Duration.ofDays(1);

    private final int maxCallsPerBatch;
    private final ConnectionPool pool;
    private final DeadlineMonitor monitor;
    private final Executor threads;
    private final ExceptionTranslator exceptions;
    private final LongSupplier nanoTime;
    private final RoundTripEstimate roundTrip = new RoundTripEstimate();
    private final NonAllocatingLock lock = new NonAllocatingLock();

    // Guarded by the lock. The queue is a linked queue, which a failed allocation leaves intact.
    private final Queue<PendingCall> queue = new ConcurrentLinkedQueue<>();
    private final List<Batch> batches = new ArrayList<>(MAX_THREADS);
    private int working;
    private int stalled;
    private boolean closed;

    /**
     * Creates a dispatcher with a maximum number of calls per batch. If that number is 1, the dispatcher always
     * uses all its threads.
     */
    BatchDispatcher(
            int maxCallsPerBatch,
            ConnectionPool pool,
            DeadlineMonitor monitor,
            Executor threads,
            ExceptionTranslator exceptions,
            LongSupplier nanoTime) {
        this.maxCallsPerBatch = maxCallsPerBatch;
        this.pool = pool;
        this.monitor = monitor;
        this.threads = threads;
        this.exceptions = exceptions;
        this.nanoTime = nanoTime;
    }

    /**
     * Queues a call, and starts an I/O thread if too few are at work. Never throws: on an error the call fails.
     */
    void submit(PendingCall call) {
        try {
            if (enqueue(call)) {
                startThread();
            }
        } catch (Throwable e) {
            call.refuse(exceptions.notSent(e));
        }
    }

    private boolean enqueue(PendingCall call) {
        lock.lock();
        try {
            if (closed) {
                throw exceptions.closed();
            }
            queue.add(call);
            monitor.wake();
            return reserveThread();
        } finally {
            lock.unlock();
        }
    }

    /** Runs a single call in the caller's thread. Never throws: on an error the call fails. */
    void runDirectly(PendingCall call) {
        Batch batch;
        RespConnection connection;
        try {
            batch = new Batch(1, exceptions, roundTrip, nanoTime);
            connection = pool.borrow(call.deadline());
        } catch (Throwable e) {
            call.refuse(exceptions.notSent(e));
            return;
        }
        batch.add(call);
        batch.run(connection, pool);
    }

    /** Returns the number of I/O threads that wait for a connection and have no call yet. */
    int borrowing() {
        return lock.get(() -> (int) batches.stream().filter(Batch::isBorrowing).count());
    }

    /** Returns the number of queued commands. */
    int queued() {
        return lock.get(() -> {
            queue.removeIf(PendingCall::ended);
            return queue.stream().mapToInt(PendingCall::size).sum();
        });
    }

    /**
     * Wakes the callers whose deadline has passed, and starts an I/O thread if the threads at work are stalled.
     * Returns the nanoseconds until the next check is due.
     */
    long checkDeadlines() {
        long nearest = DeadlineMonitor.NO_DEADLINE;
        boolean start;
        lock.lock();
        try {
            long limit = nanoTime.getAsLong() - STALLED_NANOS;
            stalled = 0;
            for (Batch batch : batches) {
                nearest = Math.min(nearest, batch.checkDeadlines());
                stalled += batch.startedBefore(limit) ? 1 : 0;
            }
            queue.removeIf(PendingCall::ended);
            for (PendingCall call : queue) {
                nearest = Math.min(nearest, Math.min(STALLED_NANOS, call.checkDeadline()));
            }
            start = !queue.isEmpty() && reserveThread();
        } finally {
            lock.unlock();
        }
        if (start) {
            startThread();
        }
        return nearest;
    }

    /** Refuses all queued calls and all calls that are submitted later. */
    void close() {
        lock.get(() -> closed = true);
        refuseQueued(exceptions.closed());
    }

    private int threadLimit() {
        boolean all = maxCallsPerBatch == 1 || roundTrip.isFar();
        return all ? MAX_THREADS : Math.min(MAX_THREADS, THREADS_IF_NEAR + stalled);
    }

    private boolean reserveThread() {
        boolean tooFew = working < threadLimit();
        working += tooFew ? 1 : 0;
        return tooFew;
    }

    private void startThread() {
        try {
            threads.execute(this::work);
        } catch (Throwable e) {
            // The threads at work, if any, take the queued calls; otherwise the monitor tries again.
            stop(null);
        }
    }

    private void work() {
        Batch batch = null;
        boolean stopped = false;
        try {
            batch = new Batch(maxCallsPerBatch, exceptions, roundTrip, nanoTime);
            Batch registered = batch;
            lock.get(() -> batches.add(registered));
            // Checked first, since another thread may have taken the call for which this thread was started.
            stopped = stopUnlessQueued(batch);
            while (!stopped) {
                runNext(batch);
                stopped = stopUnlessQueued(batch);
            }
        } catch (Throwable e) {
            refuseQueued(exceptions.notSent(e));
        } finally {
            if (!stopped) {
                stop(batch);
            }
        }
    }

    private void runNext(Batch batch) {
        RespConnection connection;
        batch.start();
        try {
            // Without a time limit: queued calls end at their own deadlines.
            connection = pool.borrow(Deadline.after(UNLIMITED, nanoTime));
        } catch (DriverException e) {
            refuseQueued(e);
            return;
        }
        // Taken only now, so that calls that arrived during the wait join the batch.
        lock.lock();
        try {
            batch.takeFrom(queue);
        } finally {
            lock.unlock();
        }
        if (batch.isEmpty()) {
            pool.giveBackUnused(connection);
        } else {
            batch.run(connection, pool);
        }
    }

    /**
     * Stops the current thread's work if nothing is queued or too many threads are at work. Check and stop are one
     * atomic step, so that a thread that queues a call afterwards sees that too few threads are at work.
     */
    private boolean stopUnlessQueued(Batch batch) {
        lock.lock();
        try {
            if (!queue.isEmpty() && working <= threadLimit()) {
                return false;
            }
            stop(batch);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void stop(@Nullable Batch batch) {
        lock.lock();
        try {
            working--;
            batches.remove(batch);
        } finally {
            lock.unlock();
        }
    }

    private void refuseQueued(DriverException reason) {
        for (PendingCall call = poll(); call != null; call = poll()) {
            call.refuse(reason);
        }
    }

    private @Nullable PendingCall poll() {
        lock.lock();
        try {
            return queue.poll();
        } finally {
            lock.unlock();
        }
    }
}
