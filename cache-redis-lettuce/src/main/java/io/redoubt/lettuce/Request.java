package io.redoubt.lettuce;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
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
 * Request of one caller: a group of Redis commands, of which either all or none are written to the connection. Each
 * state transition is one compare-and-set, so a request is written, ended or given up once, and releases its share
 * of the limit once. Thread-safe.
 */
final class Request {

    private enum State {
        QUEUED,
        WRITTEN,
        /** Written, and all replies have arrived or the connection has ended. */
        ENDED,
        /** Never written, for the reason in {@link #refusal}. */
        REFUSED,
        /** Never written, since the caller left before. */
        CANCELLED,
        /** Written; the caller left before all replies arrived. */
        ABANDONED
    }

    private static final ReplyBudget UNLIMITED = ReplyBudget.of(1, Long.MAX_VALUE);

    private final List<CancellableCommand> commands = new ArrayList<>(1);
    private final @Nullable PendingLimit limit;
    private final ReplyBudget budget;
    private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
    private final ReplyWaiter caller = new ReplyWaiter();
    private long bytes;
    /** The number of commands without a reply; used by the event loop only. */
    private int unanswered;

    private volatile @Nullable CommandMultiplexer connection;
    private volatile @Nullable DriverException refusal;

    private Request(@Nullable PendingLimit limit, ReplyBudget budget) {
        this.limit = limit;
        this.budget = budget;
    }

    /** Returns a request without limits. */
    static Request of(List<Command> commands) {
        return of(commands, null, UNLIMITED);
    }

    /**
     * Returns a request for which room in the limit, if there is one, has been or will be acquired.
     *
     * @param budget the maximum size of the replies; those beyond it are dropped
     */
    static Request of(List<Command> commands, @Nullable PendingLimit limit, ReplyBudget budget) {
        Request request = new Request(limit, budget);
        commands.forEach(command -> request.add(List.of(command)));
        return request;
    }

    /** Returns a request, without a limit, whose commands have a single reply together: that to the last of them. */
    static Request withSingleReply(List<Command> commands) {
        Request request = new Request(null, UNLIMITED);
        request.add(commands);
        return request;
    }

    private void add(List<Command> together) {
        commands.add(new CancellableCommand(this, together));
        together.forEach(command -> bytes += command.argumentBytes());
        unanswered++;
    }

    int size() {
        return commands.size();
    }

    /** Returns the total size of the arguments of all commands. */
    long bytes() {
        return bytes;
    }

    List<CancellableCommand> commands() {
        return commands;
    }

    /** Sets the connection over which the request is sent, before that connection can access the request. */
    void assignTo(CommandMultiplexer next) {
        connection = next;
    }

    CommandMultiplexer connection() {
        return Objects.requireNonNull(connection, "a request has a connection before it is dispatched");
    }

    /** Returns whether the request is written, and its caller waits for replies. */
    boolean awaited() {
        return state.get() == State.WRITTEN;
    }

    /** Returns whether the caller left before the request was written. */
    boolean cancelled() {
        return state.get() == State.CANCELLED;
    }

    /**
     * Decides that the request is written. Returns false if the request was refused or its caller left before.
     * Called on the event loop.
     */
    boolean claim() {
        if (state.compareAndSet(State.QUEUED, State.WRITTEN)) {
            return true;
        }
        State now = state.get();
        return now == State.WRITTEN || now == State.ABANDONED;
    }

    /** Returns a reply, or what stands for it if the replies together are too large. Called on the event loop. */
    Reply admitted(Reply reply) {
        return connection().admitted(reply, budget);
    }

    /** Records that one more reply has arrived. Called on the event loop. */
    void answered() {
        unanswered--;
        if (unanswered == 0) {
            end();
        }
    }

    /** Ends the request if it was written, since no more replies will arrive. Called on the event loop. */
    void end() {
        if (state.compareAndSet(State.WRITTEN, State.ENDED)) {
            release();
            connection().replies().wake(caller);
        } else if (state.compareAndSet(State.ABANDONED, State.ENDED)) {
            connection().abandonedEnded(this);
        }
    }

    /** Refuses the request for a reason, unless it is written or its caller has left. */
    void refuse(DriverException reason) {
        refusal = reason;
        if (state.compareAndSet(State.QUEUED, State.REFUSED)) {
            release();
            caller.wake();
        }
    }

    private void release() {
        if (limit != null) {
            limit.release(size(), bytes);
        }
    }

    /**
     * Waits for the replies until the deadline passes or the thread is interrupted. Returns a {@link
     * Reply.Missing} with the reason for each reply that did not arrive.
     *
     * @throws DriverException if certainly no command was executed
     */
    List<Reply> await(Deadline deadline, ExceptionTranslator exceptions) {
        DriverException missing;
        caller.beginWait();
        try {
            missing = awaitEnd(deadline, exceptions);
        } finally {
            caller.endWait();
        }
        if (missing != null && missing.execution() == Execution.NOT_EXECUTED) {
            throw missing;
        }
        if (commands.size() == 1) {
            return List.of(reply(commands.get(0), missing, exceptions));
        }
        List<Reply> replies = new ArrayList<>(size());
        commands.forEach(command -> replies.add(reply(command, missing, exceptions)));
        return Collections.unmodifiableList(replies);
    }

    private Reply reply(CancellableCommand command, @Nullable DriverException missing, ExceptionTranslator exceptions) {
        Reply reply = command.reply();
        if (reply != null) {
            return reply;
        }
        return new Reply.Missing(
                missing != null ? missing : exceptions.unanswered(connection().ended()));
    }

    /**
     * Waits for a single reply.
     *
     * @throws DriverException if no reply arrived
     */
    Reply awaitSingle(Deadline deadline, ExceptionTranslator exceptions) {
        return required(await(deadline, exceptions).get(0));
    }

    /** Returns the reply, or throws the reason if the reply is missing. */
    static Reply required(Reply reply) {
        if (reply instanceof Reply.Missing missing) {
            throw missing.reason();
        }
        return reply;
    }

    /** Waits for the end. Returns null then, or the reason why the request was refused or given up. */
    private @Nullable DriverException awaitEnd(Deadline deadline, ExceptionTranslator exceptions) {
        while (true) {
            State now = state.get();
            long left = deadline.remainingNanos();
            boolean interrupted = Thread.currentThread().isInterrupted();
            if (now == State.ENDED || now == State.REFUSED) {
                return now == State.REFUSED ? refusal : null;
            } else if (now == State.CANCELLED || now == State.ABANDONED) {
                return givenUp(now, interrupted, exceptions);
            } else if (left <= 0 || interrupted) {
                State given = now == State.QUEUED ? State.CANCELLED : State.ABANDONED;
                if (state.compareAndSet(now, given)) {
                    callerLeft();
                    // Decided here: a replaced connection may end just because its last caller has left.
                    return givenUp(given, interrupted, exceptions);
                }
            } else {
                LockSupport.parkNanos(this, left);
            }
        }
    }

    private static DriverException givenUp(State state, boolean interrupted, ExceptionTranslator exceptions) {
        Execution execution = state == State.ABANDONED ? Execution.UNKNOWN : Execution.NOT_EXECUTED;
        return interrupted ? exceptions.interrupted(execution) : exceptions.timedOut(execution);
    }

    private void callerLeft() {
        release();
        CommandMultiplexer current = connection;
        if (current != null) {
            current.callerLeft(this);
        }
    }
}
