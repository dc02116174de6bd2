package io.redoubt.jedis;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.PendingReplies;
import io.redoubt.redis.spi.Reply;
import io.redoubt.redis.spi.support.PendingLimit;
import io.redoubt.redis.spi.support.ReplyBudget;
import io.redoubt.redis.spi.support.ReplyWaiter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Unfinished Redis call of one caller: its commands, which are sent as part of a {@link Batch}, and the replies
 * received so far. Thread-safe and lock-free.
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
    private final long bytes;
    private final Deadline deadline;
    private final PendingLimit limit;
    private final ReplyBudget budget;
    private final ExceptionTranslator exceptions;
    private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
    private final ReplyWaiter waiter = new ReplyWaiter();
    private final @Nullable Reply[] replies;
    private volatile int received;
    private int sent;
    private @Nullable DriverException failure;

    /**
     * Creates a call that counts as pending until it has ended.
     *
     * @param budget the maximum size of the replies; those beyond it are dropped
     * @throws DriverException if the limit does not admit the call
     */
    PendingCall(
            List<Command> commands,
            Deadline deadline,
            PendingLimit limit,
            ReplyBudget budget,
            ExceptionTranslator exceptions) {
        this.commands = commands;
        long total = 0;
        for (Command command : commands) {
            total += command.argumentBytes();
        }
        this.bytes = total;
        this.deadline = deadline;
        this.limit = limit;
        this.budget = budget;
        this.exceptions = exceptions;
        this.replies = new Reply[commands.size()];
        if (!limit.tryAcquire(commands.size(), bytes)) {
            throw exceptions.overloaded();
        }
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
        Reply reply = await().get(0);
        if (reply instanceof Reply.Missing missing) {
            throw missing.reason();
        }
        return reply;
    }

    @Override
    public List<Reply> await() {
        DriverException gaveUp = awaitEnd();
        int there = received;
        List<Reply> all = new ArrayList<>(replies.length);
        for (int i = 0; i < there; i++) {
            all.add(Objects.requireNonNull(replies[i]));
        }
        if (there < replies.length) {
            addMissing(gaveUp, all);
        }
        return all;
    }

    /** Adds what stands for the missing replies. The reason of a failure is that of the first of them. */
    private void addMissing(@Nullable DriverException gaveUp, List<Reply> all) {
        if (gaveUp != null) {
            all.addAll(Collections.nCopies(replies.length - all.size(), new Reply.Missing(gaveUp)));
            return;
        }
        DriverException first = Objects.requireNonNull(failure);
        DriverException others = exceptions.forOtherCommands(first);
        int there = all.size();
        for (int i = there; i < replies.length; i++) {
            DriverException reason = i == there ? first : others;
            all.add(new Reply.Missing(i < sent ? reason : exceptions.notSent(reason)));
        }
    }

    /** Waits until the call has completed. Returns null then, otherwise the reason why the caller gave up. */
    private @Nullable DriverException awaitEnd() {
        waiter.beginWait();
        try {
            while (state.get() != State.COMPLETED) {
                if (deadline.passed() || Thread.currentThread().isInterrupted()) {
                    return abandon();
                }
                // Without a timeout, which would cost more than everything else here; the monitor watches the
                // deadline.
                LockSupport.park(this);
            }
            return null;
        } catch (Throwable e) {
            return abandon() == null ? null : exceptions.outcomeUnknown(e, null);
        } finally {
            waiter.endWait();
        }
    }

    /** Gives up. Returns the reason, or null if the call has completed in the meantime. */
    private @Nullable DriverException abandon() {
        boolean neverWritten = end(State.QUEUED, State.ABANDONED);
        if (!neverWritten && !end(State.CLAIMED, State.ABANDONED)) {
            return null;
        }
        Execution execution = neverWritten ? Execution.NOT_EXECUTED : Execution.UNKNOWN;
        return Thread.currentThread().isInterrupted()
                ? exceptions.interrupted(execution)
                : exceptions.timedOut(execution);
    }

    private boolean end(State from, State to) {
        boolean ended = state.compareAndSet(from, to);
        if (ended) {
            limit.release(size(), bytes);
        }
        return ended;
    }

    // The monitor's side.

    /** Wakes the caller if its deadline has passed; otherwise returns the nanoseconds until the deadline. */
    long checkDeadline() {
        long left = ended() ? DeadlineMonitor.NO_DEADLINE : deadline.remainingNanos();
        if (left <= 0) {
            waiter.wake();
            return DeadlineMonitor.NO_DEADLINE;
        }
        return left;
    }

    /** Returns whether the call has completed or its caller has given up. */
    boolean ended() {
        State now = state.get();
        return now == State.COMPLETED || now == State.ABANDONED;
    }

    // The batch's side.

    /** Claims the call, whose commands are written next. Returns false if it has ended or was claimed before. */
    boolean claim() {
        return state.compareAndSet(State.QUEUED, State.CLAIMED);
    }

    /** Sends the commands of a claimed call. */
    void sendTo(RespConnection connection) {
        while (sent < commands.size()) {
            // Counted first, because a failure may leave a part of the command on the wire.
            connection.send(commands.get(sent++));
        }
    }

    /** Reads the replies to the commands that were sent. Returns whether there were any. */
    boolean receiveFrom(RespConnection connection) {
        while (received < sent) {
            receive(connection.receive());
        }
        return sent > 0;
    }

    /** Takes the reply to the next command. */
    void receive(Reply reply) {
        int last = received;
        replies[last] = budget.admitted(reply, exceptions);
        received = last + 1;
    }

    /** Ends a claimed call. Returns the waiting thread of its caller, which must be woken. */
    ReplyWaiter complete() {
        var unused = end(State.CLAIMED, State.COMPLETED);
        return waiter;
    }

    /** Ends a call without the missing replies, and wakes its caller. Only for the batch that has the call. */
    void fail(DriverException reason) {
        failure = reason;
        var unused = claim();
        complete().wake();
    }

    /** Ends a call that no batch has claimed, and wakes its caller, unless the caller has given up. */
    void refuse(DriverException reason) {
        if (claim()) {
            fail(reason);
        }
    }
}
