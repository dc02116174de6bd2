package io.redoubt.jedis;

import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.support.ReplyWaiter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Group of Redis calls whose commands are all written to one connection before their replies are read. A batch is used
 * again when all its calls are completed. For use by one thread, except {@link #checkDeadlines},
 * {@link #startedBefore}, and {@link #detachIfReplaced} and {@link #detached} under a lock.
 *
 * <p>Nothing is allocated between taking a call and completing it, so that no error can lose a call.
 */
final class Batch {

    /**
     * The maximum number of commands of a batch. Larger batches save little more, but every call waits longer for
     * the whole batch.
     */
    static final int MAX_COMMANDS = 128;

    /**
     * The maximum size of a batch in bytes: about the capacity of socket buffers, so that writing seldom blocks.
     */
    private static final long MAX_BYTES = 256 * 1024;

    private static final long NOT_STARTED = Long.MAX_VALUE;

    private final ExceptionTranslator exceptions;
    private final RoundTripEstimate roundTrip;
    private final AtomicInteger inFlight;
    private final LongSupplier nanoTime;
    private final @Nullable PendingCall[] calls;
    private final List<ReplyWaiter> toWake;
    private final Runnable deliver = this::deliver;
    private volatile int size;
    private volatile long started = NOT_STARTED;
    private volatile @Nullable RespConnection announced;
    private boolean detached;

    /** The number of commands of all calls. */
    private int commands;

    /** The number of calls whose replies have been read. */
    private int answered;

    /** The number of calls that are completed and whose callers are woken. */
    private int delivered;

    Batch(
            int maxCalls,
            ExceptionTranslator exceptions,
            RoundTripEstimate roundTrip,
            AtomicInteger inFlight,
            LongSupplier nanoTime) {
        this.exceptions = exceptions;
        this.roundTrip = roundTrip;
        this.inFlight = inFlight;
        this.nanoTime = nanoTime;
        this.calls = new PendingCall[maxCalls];
        this.toWake = new ArrayList<>(maxCalls);
    }

    /** Marks the beginning of the wait for a connection or for the server. */
    void start() {
        started = nanoTime.getAsLong();
    }

    /** Makes the connection that the batch will use known to other threads, and returns it. */
    RespConnection announce(RespConnection connection) {
        announced = connection;
        return connection;
    }

    /**
     * Marks the batch as detached if its connection was replaced: the thread at work on it ends with it. Returns
     * whether the batch was not detached before.
     */
    boolean detachIfReplaced() {
        RespConnection connection = announced;
        boolean detaches = !detached && connection != null && connection.retired();
        if (detaches) {
            detached = true;
        }
        return detaches;
    }

    /** Returns whether the thread at work on the batch counts no more as one of its dispatcher's threads. */
    boolean detached() {
        return detached;
    }

    /** Adds a call, for which there must be room. */
    void add(PendingCall call) {
        int last = size;
        calls[last] = call;
        commands += call.size();
        size = last + 1;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Takes as many calls as fit from the head of a queue, and at least one call if there is any. */
    void takeFrom(Queue<PendingCall> queue) {
        long bytes = 0;
        for (PendingCall call = queue.peek(); call != null && size < calls.length; call = queue.peek()) {
            bytes += call.bytes();
            if (size > 0 && (commands + call.size() > MAX_COMMANDS || bytes > MAX_BYTES)) {
                return;
            }
            add(call);
            queue.poll();
        }
    }

    /** Runs the batch on a connection, releases the connection, and completes all calls. */
    void run(RespConnection connection) {
        DriverException failure = null;
        DriverException late = null;
        inFlight.addAndGet(commands);
        try {
            Deadline deadline = lastDeadline();
            if (deadline.passed()) {
                late = exceptions.timedOut(Execution.NOT_EXECUTED);
            } else {
                exchange(connection, deadline);
            }
        } catch (Throwable e) {
            failure = connection.fail(e);
        }
        try {
            // Released first, because callers that are woken are the most likely to need a connection next.
            connection.release();
            deliver();
        } finally {
            finish(failure == null ? late : failure);
        }
    }

    /**
     * Wakes the callers whose deadline has passed. Returns the nanoseconds until the next deadline. May be called
     * by any thread.
     */
    long checkDeadlines() {
        long nearest = DeadlineMonitor.NO_DEADLINE;
        int last = size;
        for (int i = 0; i < last; i++) {
            PendingCall call = calls[i];
            nearest = call == null ? nearest : Math.min(nearest, call.checkDeadline());
        }
        return nearest;
    }

    /**
     * Returns whether the batch has been waiting for a connection or for the server since before the given time.
     * May be called by any thread.
     */
    boolean startedBefore(long nanos) {
        long at = started;
        return at != NOT_STARTED && at - nanos < 0;
    }

    /**
     * Writes the calls and reads their replies. The connection is closed when the last of all deadlines has
     * passed, since no caller waits for a reply after that.
     */
    private void exchange(RespConnection connection, Deadline deadline) {
        boolean shared = calls.length > 1;
        connection.begin(deadline);
        if (shared) {
            start();
            connection.socket().beforeBlocking(deliver);
        }
        for (int i = 0; i < size; i++) {
            if (call(i).claim()) {
                call(i).sendTo(connection);
            }
        }
        for (; answered < size; answered++) {
            if (call(answered).receiveFrom(connection) && shared && answered == 0) {
                roundTrip.observe(started, nanoTime.getAsLong());
            }
        }
        connection.socket().beforeBlocking(null);
        connection.end(deadline);
    }

    private PendingCall call(int index) {
        return Objects.requireNonNull(calls[index]);
    }

    /** Returns the deadline that passes last. */
    private Deadline lastDeadline() {
        Deadline last = call(0).deadline();
        for (int i = 1; i < size; i++) {
            Deadline next = call(i).deadline();
            last = next.remainingNanos() > last.remainingNanos() ? next : last;
        }
        return last;
    }

    /** Completes the calls that have been answered, and wakes their callers. */
    private void deliver() {
        for (int i = delivered; i < answered; i++) {
            toWake.add(call(i).complete());
        }
        ReplyWaiter.wakeAll(toWake);
        delivered = answered;
    }

    /** Ends the calls that are not completed, and empties the batch for its next use. */
    private void finish(@Nullable DriverException failure) {
        started = NOT_STARTED;
        announced = null;
        for (int i = delivered; i < size; i++) {
            if (i < answered) {
                // An error interrupted the delivery.
                call(i).complete().wake();
            } else if (failure != null) {
                call(i).fail(i == answered ? failure : exceptions.forOtherCommands(failure));
            }
        }
        toWake.clear();
        inFlight.addAndGet(-commands);
        Arrays.fill(calls, 0, size, null);
        commands = 0;
        size = 0;
        answered = 0;
        delivered = 0;
    }
}
