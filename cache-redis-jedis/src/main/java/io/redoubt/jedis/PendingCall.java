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
 * Commands of one caller that are written, and whose replies are read, as part of a {@link Batch}.
 *
 * <p>The caller may give up at its deadline or when it is interrupted, which harms nobody. Whether its commands are
 * written all the same is decided by one compare-and-set: if the caller comes first they never will be, else their
 * replies are read and dropped. Thread-safe, lock-free; the batch's side allocates nothing.
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
     * A call that is admitted by a limit, until it has ended.
     *
     * @throws DriverException if it is not admitted
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

    /** How many bytes the arguments of all commands have. */
    long bytes() {
        return bytes;
    }

    /** How many commands it has. */
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

    /** Waits until the call has completed; null then, else why the caller gave up. */
    private @Nullable DriverException awaitEnd() {
        waiter.enter();
        try {
            Thread me = Thread.currentThread();
            while (state.get() != State.COMPLETED) {
                boolean late = deadline.passed();
                if (late || me.isInterrupted()) {
                    return abandon(late ? Kind.TIMEOUT : Kind.INTERRUPTED);
                }
                // Without a timeout, which would cost more than all the rest: the monitor watches the deadline.
                LockSupport.park(this);
            }
            return null;
        } catch (Throwable e) {
            return abandon(Kind.INTERRUPTED) == null ? null : exceptions.unexpected(e);
        } finally {
            waiter.leave();
        }
    }

    /** Gives up; null if the call has completed meanwhile. */
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

    /** Wakes the caller if its deadline has passed; else returns the nanoseconds until then. */
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

    /** Whether it has completed or its caller has given up. */
    boolean ended() {
        State now = state.get();
        return now == State.COMPLETED || now == State.ABANDONED;
    }

    // The batch's side.

    /** Claims the call, whose commands are written next; false if it has ended. */
    boolean claim() {
        return state.compareAndSet(State.QUEUED, State.CLAIMED);
    }

    /**
     * Sends its commands, of a long call in chunks. The replies to a chunk must be read before the next is sent: a
     * server or proxy that stops reading until its replies are read would otherwise wait for us as we wait for it.
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
            // Counted first: a failure may leave a part of it on the wire.
            sent++;
            connection.send(next);
        }
    }

    /** Reads the replies to what was sent; whether there are now replies to all commands. */
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

    /** Ends a claimed call; its caller is to be woken. */
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

    /** Ends it where nothing was written, unless its caller has given up or it was claimed; wakes the caller. */
    void refuse(DriverException reason) {
        if (claim()) {
            fail(reason, reason);
        }
    }
}
