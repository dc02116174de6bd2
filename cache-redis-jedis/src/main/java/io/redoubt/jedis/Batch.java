package io.redoubt.jedis;

import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Queue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reusable batch of calls, which are written one after the other in one piece and whose replies are read in the
 * same order. For use by one thread, except {@link #checkDeadlines}, {@link #startedBefore} and {@link
 * #isBorrowing}.
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
    private final LongSupplier nanoTime;
    private final @Nullable PendingCall[] calls;
    private final @Nullable WaitingThread[] toWake;
    private final Runnable deliver = this::deliver;
    private volatile int size;
    private volatile long started = NOT_STARTED;

    /**
     * The number of calls that are written, at least in part, or replaced by null because their callers had given
     * up.
     */
    private int written;

    /** The number of calls that have all their replies. */
    private int answered;

    /** The number of calls that are completed and whose callers are woken. */
    private int delivered;

    private boolean measured;

    Batch(int maxCalls, ExceptionTranslator exceptions, RoundTripEstimate roundTrip, LongSupplier nanoTime) {
        this.exceptions = exceptions;
        this.roundTrip = roundTrip;
        this.nanoTime = nanoTime;
        this.calls = new PendingCall[maxCalls];
        this.toWake = new WaitingThread[maxCalls];
    }

    /** Marks the beginning of the wait for a connection or for the server. */
    void start() {
        started = nanoTime.getAsLong();
    }

    /** Adds a call, for which there must be room. */
    void add(PendingCall call) {
        int last = size;
        calls[last] = call;
        size = last + 1;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Takes as many calls as fit from the head of a queue, and at least one call if there is any. */
    void takeFrom(Queue<PendingCall> queue) {
        int commands = 0;
        long bytes = 0;
        for (PendingCall call = queue.peek(); call != null && size < calls.length; call = queue.peek()) {
            commands += call.size();
            bytes += call.bytes();
            if (size > 0 && (commands > MAX_COMMANDS || bytes > MAX_BYTES)) {
                return;
            }
            add(call);
            queue.poll();
        }
    }

    /**
     * Runs the batch on a connection, gives the connection back to its pool, if any, and completes the calls,
     * whether the exchange succeeds or fails.
     */
    void run(RespConnection connection, @Nullable ConnectionPool pool) {
        DriverException failure = null;
        DriverException expired = null;
        try {
            Deadline deadline = lastDeadline();
            if (deadline != null && deadline.passed()) {
                expired = exceptions.notSentInTime(null);
            } else if (deadline != null) {
                exchange(connection, deadline);
            }
        } catch (Throwable e) {
            failure = connection.failure(e);
        }
        try {
            if (pool != null) {
                pool.giveBack(connection, failure);
            }
        } finally {
            // The connection is given back first, because callers that are woken are the most likely to need a
            // connection next.
            try {
                deliver();
            } finally {
                finish(failure == null ? expired : failure);
            }
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
     * Returns whether the batch waits for a connection and therefore has no calls yet. May be called by any
     * thread.
     */
    boolean isBorrowing() {
        return size == 0 && started != NOT_STARTED;
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
        start();
        connection.begin(deadline);
        if (calls.length > 1) {
            connection.beforeBlocking(deliver);
        }
        Runnable readAll = () -> readAll(connection);
        while (written < size) {
            PendingCall call = calls[written];
            if (call == null || !call.claim()) {
                calls[written++] = null;
            } else {
                written++;
                call.sendAll(connection, readAll);
            }
        }
        readAll(connection);
        connection.beforeBlocking(null);
        connection.end(deadline);
    }

    /** Returns the deadline that passes last, or null if there is no call. */
    private @Nullable Deadline lastDeadline() {
        Deadline last = null;
        long longest = Long.MIN_VALUE;
        for (int i = 0; i < size; i++) {
            Deadline next = Objects.requireNonNull(calls[i]).deadline();
            long left = next.remainingNanos();
            if (left > longest) {
                last = next;
                longest = left;
            }
        }
        return last;
    }

    private void readAll(RespConnection connection) {
        while (answered < written) {
            PendingCall call = calls[answered];
            if (call != null && !call.receiveAll(connection)) {
                return;
            }
            if (call != null && !measured) {
                measured = true;
                roundTrip.observe(started, nanoTime.getAsLong());
            }
            answered++;
        }
    }

    private void deliver() {
        int count = 0;
        for (int i = delivered; i < answered; i++) {
            PendingCall call = calls[i];
            if (call != null) {
                toWake[count++] = call.complete();
            }
        }
        WaitingThread.wakeAll(toWake, count);
        delivered = answered;
    }

    /** Ends the calls that are not completed, and empties the batch for its next use. */
    private void finish(@Nullable DriverException failure) {
        started = NOT_STARTED;
        DriverException unsent = failure == null ? null : exceptions.beforeSending(failure);
        for (int i = delivered; i < size; i++) {
            PendingCall call = calls[i];
            if (call == null) {
                continue;
            }
            if (i < answered) {
                // The call has its replies, but an error interrupted the delivery.
                call.complete().wake();
            } else if (failure != null && unsent != null && i < written) {
                call.fail(failure, unsent);
            } else if (unsent != null) {
                call.refuse(unsent);
            }
        }
        Arrays.fill(calls, 0, size, null);
        size = 0;
        written = 0;
        answered = 0;
        delivered = 0;
        measured = false;
    }
}
