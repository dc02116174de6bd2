package io.redoubt.jedis;

import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Dispatcher that queues Redis calls, which a few I/O threads send to the server in batches. Thread-safe.
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
    private final JedisClientContext resources;
    private final ExceptionTranslator exceptions;
    private final RoundTripEstimate roundTrip = new RoundTripEstimate();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final OutOfMemorySafeLock lock = new OutOfMemorySafeLock();

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
            int maxCallsPerBatch, ConnectionPool pool, JedisClientContext resources, ExceptionTranslator exceptions) {
        this.maxCallsPerBatch = maxCallsPerBatch;
        this.pool = pool;
        this.resources = resources;
        this.exceptions = exceptions;
    }

    /**
     * Queues a call, and starts an I/O thread if too few are at work. Never throws: on an error the call fails.
     */
    void submit(PendingCall call) {
        try {
            if (lock.get(() -> enqueue(call))) {
                startThread();
            }
        } catch (Throwable e) {
            call.refuse(exceptions.notSent(e));
        }
    }

    private boolean enqueue(PendingCall call) {
        if (closed) {
            throw exceptions.closed(Execution.NOT_EXECUTED);
        }
        queue.add(call);
        resources.monitor().wake();
        return reserveThread();
    }

    /** Runs a single call in the caller's thread. Never throws: on an error the call fails. */
    void runDirectly(PendingCall call) {
        Batch batch;
        RespConnection connection;
        try {
            batch = newBatch(1);
            connection = pool.borrow(call.deadline());
        } catch (Throwable e) {
            call.refuse(exceptions.notSent(e));
            return;
        }
        batch.add(call);
        batch.run(connection);
    }

    private Batch newBatch(int maxCalls) {
        return new Batch(maxCalls, exceptions, roundTrip, inFlight, resources.nanoTime());
    }

    /** Returns the number of commands that are being written or wait for their replies. */
    int inFlight() {
        return inFlight.get();
    }

    /**
     * Wakes the callers whose deadline has passed, and starts an I/O thread if the threads at work are stalled or use
     * replaced connections: such a thread ends with its batch, and counts no more until then. Returns the nanoseconds
     * until the next check is due.
     */
    long checkDeadlines() {
        long nearest = DeadlineMonitor.NO_DEADLINE;
        boolean start;
        lock.lock();
        try {
            long limit = resources.nanoTime().getAsLong() - STALLED_NANOS;
            stalled = 0;
            for (Batch batch : batches) {
                nearest = Math.min(nearest, batch.checkDeadlines());
                working -= batch.detachIfReplaced() ? 1 : 0;
                stalled += batch.startedBefore(limit) && !batch.detached() ? 1 : 0;
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
        refuseQueued(exceptions.closed(Execution.NOT_EXECUTED));
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
            resources.threads().execute(this::work);
        } catch (Throwable e) {
            // The threads at work, if any, take the queued calls; otherwise the monitor tries again.
            stop(null);
        }
    }

    private void work() {
        Batch registered = null;
        boolean stopped = false;
        try {
            Batch batch = newBatch(maxCallsPerBatch);
            registered = batch;
            Supplier<Boolean> stopUnlessQueued = () -> stopUnlessQueued(batch);
            lock.get(() -> batches.add(batch));
            // Checked first, since another thread may have taken the call for which this thread was started.
            stopped = lock.get(stopUnlessQueued);
            while (!stopped) {
                runNext(batch);
                stopped = lock.get(stopUnlessQueued);
            }
        } catch (Throwable e) {
            refuseQueued(exceptions.notSent(e));
        } finally {
            if (!stopped) {
                stop(registered);
            }
        }
    }

    private void runNext(Batch batch) {
        RespConnection connection;
        batch.start();
        try {
            // Without a time limit: queued calls end at their own deadlines.
            connection = batch.announce(pool.borrow(Deadline.after(UNLIMITED, resources.nanoTime())));
        } catch (DriverException e) {
            refuseQueued(e);
            return;
        }
        // Taken only now, so that calls that arrived during the wait join the batch. A connection that was replaced
        // takes none: a replacement that comes later finds the connection in the batch.
        lock.lock();
        try {
            if (!connection.retired()) {
                batch.takeFrom(queue);
            }
        } finally {
            lock.unlock();
        }
        if (batch.isEmpty()) {
            connection.release();
        } else {
            batch.run(connection);
        }
    }

    /**
     * Stops the current thread's work if nothing is queued or too many threads are at work. Runs under the lock,
     * so that a thread that queues a call afterwards sees that too few threads are at work.
     */
    private boolean stopUnlessQueued(Batch batch) {
        boolean stops = queue.isEmpty() || working > threadLimit() || batch.detached();
        if (stops) {
            stop(batch);
        }
        return stops;
    }

    private void stop(@Nullable Batch batch) {
        lock.lock();
        try {
            working -= batch != null && batch.detached() ? 0 : 1;
            batches.remove(batch);
        } finally {
            lock.unlock();
        }
    }

    private void refuseQueued(DriverException reason) {
        PendingCall call = lock.get(queue::poll);
        while (call != null) {
            call.refuse(reason);
            call = lock.get(queue::poll);
        }
    }
}
