package io.redoubt.jedis;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.PendingReplies;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Call of one caller, whose commands are written, and whose replies are read, as part of a {@link Batch}.
 * Thread-safe and lock-free.
 *
 * <p>The caller may give up at its deadline or when it is interrupted, without harm to other callers. One
 * compare-and-set decides whether the commands are written all the same: if the caller gives up before the batch
 * claims the call, they are never written; otherwise their replies are read and dropped. The batch's side
 * allocates nothing.
 */
final class PendingCall implements PendingReplies {

    private enum State {
        QUEUED,
        CLAIMED,
        COMPLETED,
        ABANDONED
    }

    private final List<Command> commands;
    private final Deadline deadline;
    private final long bytes;
    private final PendingLimit.Permit permit;
    private final ExceptionTranslator exceptions;
    private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
    private final WaitingThread waiter = new WaitingThread();
    private final @Nullable Reply[] replies;
    private volatile int received;
    private int sent;
    private @Nullable DriverException lost;
    private @Nullable DriverException unsent;

    /**
     * Creates a call that a limit admits until the call has ended.
     *
     * @throws DriverException if the limit does not admit the call
     */
    static PendingCall of(
            List<Command> commands, Deadline deadline, PendingLimit limit, ExceptionTranslator exceptions) {
        List<Command> all = List.copyOf(commands);
        long bytes = RespCodec.bytes(all);
        PendingLimit.Permit permit = limit.acquire(all, bytes);
        try {
            return new PendingCall(all, bytes, deadline, permit, exceptions);
        } catch (Throwable e) {
            permit.release();
            throw e;
        }
    }

    private PendingCall(
            List<Command> commands,
            long bytes,
            Deadline deadline,
            PendingLimit.Permit permit,
            ExceptionTranslator exceptions) {
        this.commands = commands;
        this.bytes = bytes;
        this.deadline = deadline;
        this.permit = permit;
        this.exceptions = exceptions;
        this.replies = new Reply[commands.size()];
    }

    Deadline deadline() {
        return deadline;
    }

    /** Returns the total size of the arguments of all commands in bytes. */
    long bytes() {
        return bytes;
    }

    /** Returns the number of commands. */
    int size() {
        return commands.size();
    }

    // The caller's side.

    /** Waits for the only reply. */
    Reply awaitSingle() {
        DriverException gaveUp = awaitEnd();
        Reply reply = replies[0];
        if (gaveUp != null || reply == null) {
            throw gaveUp == null ? missing(0) : gaveUp;
        }
        return reply;
    }

    @Override
    public List<Reply> await() {
        DriverException gaveUp = awaitEnd();
        int there = received;
        List<Reply> all = new ArrayList<>(replies.length);
        for (int i = 0; i < replies.length; i++) {
            Reply reply = i < there ? replies[i] : null;
            all.add(reply == null ? new Reply.Missing(gaveUp == null ? missing(i) : gaveUp) : reply);
        }
        return all;
    }

    private DriverException missing(int command) {
        DriverException reason = command < sent ? lost : unsent;
        return reason == null ? exceptions.unexpected(new IllegalStateException("ended without a reason")) : reason;
    }

    /** Waits until the call has completed. Returns null then, otherwise the reason why the caller gave up. */
    private @Nullable DriverException awaitEnd() {
        waiter.enter();
        try {
            Thread me = Thread.currentThread();
            while (state.get() != State.COMPLETED) {
                boolean late = deadline.passed();
                if (late || me.isInterrupted()) {
                    return abandon(late ? Kind.TIMEOUT : Kind.INTERRUPTED);
                }
                // Without a timeout, which would cost more than everything else here; the monitor watches the
                // deadline.
                LockSupport.park(this);
            }
            return null;
        } catch (Throwable e) {
            return abandon(Kind.INTERRUPTED) == null ? null : exceptions.unexpected(e);
        } finally {
            waiter.leave();
        }
    }

    /** Gives up. Returns the reason, or null if the call has completed in the meantime. */
    private @Nullable DriverException abandon(Kind kind) {
        if (state.compareAndSet(State.QUEUED, State.ABANDONED)) {
            permit.release();
            return exceptions.gaveUp(kind, Execution.NOT_EXECUTED);
        }
        if (state.compareAndSet(State.CLAIMED, State.ABANDONED)) {
            permit.release();
            return exceptions.gaveUp(kind, Execution.UNKNOWN);
        }
        return null;
    }

    // The monitor's side.

    /** Wakes the caller if its deadline has passed; otherwise returns the nanoseconds until the deadline. */
    long checkDeadline() {
        if (ended()) {
            return DeadlineMonitor.NO_DEADLINE;
        }
        long left = deadline.remainingNanos();
        if (left > 0) {
            return left;
        }
        waiter.wake();
        return DeadlineMonitor.NO_DEADLINE;
    }

    /** Returns whether the call has completed or its caller has given up. */
    boolean ended() {
        State now = state.get();
        return now == State.COMPLETED || now == State.ABANDONED;
    }

    // The batch's side.

    /** Claims the call, whose commands are written next. Returns false if the call has ended. */
    boolean claim() {
        return state.compareAndSet(State.QUEUED, State.CLAIMED);
    }

    /**
     * Sends the commands; those of a long call in chunks. The replies to a chunk must be read before the next
     * chunk is sent: a server or proxy that stops reading until its replies are read would otherwise wait for the
     * driver while the driver waits for it.
     */
    void sendAll(RespConnection connection, Runnable readAll) {
        long chunkBytes = 0;
        while (sent < commands.size()) {
            Command next = commands.get(sent);
            long nextBytes = RespCodec.bytes(next);
            if (!permit.allows(sent - received, chunkBytes, nextBytes)) {
                readAll.run();
                chunkBytes = 0;
            }
            chunkBytes += nextBytes;
            // Counted first, because a failure may leave a part of the command on the wire.
            sent++;
            connection.send(next);
        }
    }

    /**
     * Reads the replies to the commands sent so far. Returns whether all commands of the call now have replies.
     */
    boolean receiveAll(RespConnection connection) {
        while (received < sent) {
            receive(connection.receive());
        }
        return received == replies.length;
    }

    /** Takes the reply to the next command. */
    void receive(Reply reply) {
        int last = received;
        replies[last] = reply;
        received = last + 1;
    }

    /** Ends a claimed call. Returns the waiting thread of its caller, which must be woken. */
    WaitingThread complete() {
        if (state.compareAndSet(State.CLAIMED, State.COMPLETED)) {
            permit.release();
        }
        return waiter;
    }

    /** Ends a claimed call with the reasons why its replies are missing, and wakes its caller. */
    void fail(DriverException lostReason, DriverException unsentReason) {
        lost = lostReason;
        unsent = unsentReason;
        complete().wake();
    }

    /**
     * Ends a call of which nothing was written and wakes its caller, unless the caller has given up or the call
     * was claimed.
     */
    void refuse(DriverException reason) {
        if (claim()) {
            fail(reason, reason);
        }
    }
}
