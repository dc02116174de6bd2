package io.redoubt.lettuce;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Request with the commands of one call, which are either all written or not written at all. Each state transition
 * is one compare-and-set, so a request is written, answered, refused or given up once, and releases its share of
 * the limit once. Thread-safe.
 */
final class Request {

    private enum State {
        QUEUED,
        WRITTEN,
        ANSWERED,
        REFUSED,
        /** The caller left before the request was written, and the request is never written. */
        CANCELLED,
        /** The caller left after the request was written, and the replies are still to come. */
        ABANDONED
    }

    private final List<Command> preface;
    private final List<DispatchedCommand> commands = new ArrayList<>(1);
    private final long bytes;
    private final @Nullable PendingLimit limit;
    private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
    private final WaitingThread caller = new WaitingThread();
    /** The number of commands that have not ended; used by the event loop only. */
    private int open;

    private volatile @Nullable CommandMultiplexer connection;
    private volatile @Nullable DriverException refusal;

    /**
     * Creates a request in the state {@code QUEUED}.
     *
     * @param preface commands that are written first; the server answers them only to refuse them, in place of the
     *     reply
     * @param limit the limit that counts the request once it is {@linkplain #admit admitted}, or null for none
     */
    Request(List<Command> preface, List<Command> commands, @Nullable PendingLimit limit) {
        this.preface = preface;
        this.limit = limit;
        this.bytes = bytes(commands);
        this.open = commands.size();
        commands.forEach(command -> this.commands.add(new DispatchedCommand(this, command)));
    }

    /** Returns a request that no limit counts. */
    static Request unlimited(List<Command> commands) {
        return new Request(List.of(), commands, null);
    }

    static long bytes(List<Command> commands) {
        long bytes = 0;
        for (Command command : commands) {
            for (byte[] argument : command.arguments()) {
                bytes += argument.length;
            }
        }
        return bytes;
    }

    /** Acquires room within the limit. Returns false if there is not enough room. */
    boolean admit() {
        return limit == null || limit.tryAcquire(size(), bytes);
    }

    private void releaseRoom() {
        if (limit != null) {
            limit.release(size(), bytes);
        }
    }

    int size() {
        return commands.size();
    }

    long bytes() {
        return bytes;
    }

    List<DispatchedCommand> commands() {
        return commands;
    }

    /** Returns the commands that are written immediately before a command. */
    List<Command> preface(DispatchedCommand command) {
        return command == commands.get(0) ? preface : List.of();
    }

    /**
     * Sets the connection over which the request is sent. Called before that connection can access the request.
     */
    void goesOver(CommandMultiplexer next) {
        connection = next;
    }

    CommandMultiplexer connection() {
        return Objects.requireNonNull(connection, "a request has a connection before it is dispatched");
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

    /** Records that one more command has ended. Called on the event loop. */
    void commandEnded() {
        if (--open == 0) {
            if (state.compareAndSet(State.WRITTEN, State.ANSWERED)) {
                releaseRoom();
                connection().wake(caller);
            } else if (state.get() == State.ABANDONED) {
                connection().abandonedEnded(this);
            }
        }
    }

    /**
     * Refuses the request, with the reason if there is one, unless the request is written or its caller has left.
     */
    void refuse(@Nullable DriverException reason) {
        refusal = reason;
        if (state.compareAndSet(State.QUEUED, State.REFUSED)) {
            releaseRoom();
            caller.wake();
        }
    }

    /**
     * Waits for the replies until the deadline passes or the thread is interrupted. Returns a {@link
     * Reply.Missing} with the reason for each reply that did not arrive.
     */
    List<Reply> await(Deadline deadline, ExceptionTranslator exceptions) {
        DriverException missing;
        caller.enter();
        try {
            missing = awaitEnd(deadline, exceptions);
        } finally {
            caller.leave();
        }
        if (commands.size() == 1) {
            return List.of(reply(commands.get(0), missing, exceptions));
        }
        List<Reply> replies = new ArrayList<>(commands.size());
        commands.forEach(command -> replies.add(reply(command, missing, exceptions)));
        return Collections.unmodifiableList(replies);
    }

    /** Waits for the reply of the request's only command. */
    Reply awaitReply(Deadline deadline, ExceptionTranslator exceptions) {
        return required(await(deadline, exceptions).get(0));
    }

    /** Returns the reply, or throws the reason if the reply is missing. */
    static Reply required(Reply reply) {
        if (reply instanceof Reply.Missing missing) {
            throw missing.reason();
        }
        return reply;
    }

    /**
     * Waits for the end of the request. Returns the reason for replies that are missing, or null if the request
     * was answered.
     */
    private @Nullable DriverException awaitEnd(Deadline deadline, ExceptionTranslator exceptions) {
        while (true) {
            State now = state.get();
            if (now == State.ANSWERED || now == State.REFUSED) {
                return now == State.REFUSED ? refusal : null;
            }
            boolean hasLeft = now == State.CANCELLED || now == State.ABANDONED;
            long left = deadline.remainingNanos();
            boolean interrupted = Thread.currentThread().isInterrupted();
            if (!hasLeft && left > 0 && !interrupted) {
                LockSupport.parkNanos(this, left);
            } else if (hasLeft || leave(now == State.QUEUED)) {
                boolean written = now == State.WRITTEN || now == State.ABANDONED;
                Execution execution = written ? Execution.UNKNOWN : Execution.NOT_EXECUTED;
                return interrupted ? exceptions.interrupted(execution) : exceptions.late(execution);
            }
        }
    }

    private boolean leave(boolean queued) {
        boolean gone = queued
                ? state.compareAndSet(State.QUEUED, State.CANCELLED)
                : state.compareAndSet(State.WRITTEN, State.ABANDONED);
        CommandMultiplexer its = connection;
        if (gone) {
            releaseRoom();
        }
        if (gone && its != null) {
            its.left(this);
        }
        return gone;
    }

    private static Reply reply(
            DispatchedCommand command, @Nullable DriverException missing, ExceptionTranslator exceptions) {
        Object outcome = command.outcome();
        if (outcome instanceof Reply reply) {
            return reply;
        }
        return new Reply.Missing(
                missing != null ? missing : exceptions.sending(outcome instanceof Throwable cause ? cause : null));
    }
}
