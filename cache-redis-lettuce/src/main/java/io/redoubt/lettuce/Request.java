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
 * Commands of one call, which travel together: all of them are written, or none is. Each transition between its states is one
 * compare-and-set, so it is written, answered, refused or given up once, and releases its room once. Thread-safe.
 */
final class Request {

    private enum State {
        QUEUED,
        WRITTEN,
        ANSWERED,
        REFUSED,
        /** The caller has left, and it is never written. */
        CANCELLED,
        /** The caller has left, and the replies are still to come. */
        ABANDONED
    }

    private final List<Command> preface;
    private final List<DispatchedCommand> commands = new ArrayList<>(1);
    private final long bytes;
    private final @Nullable PendingLimit limit;
    private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
    private final WaitingThread caller = new WaitingThread();
    /** The commands that have not ended; used by the event loop only. */
    private int open;

    private volatile @Nullable CommandMultiplexer connection;
    private volatile @Nullable DriverException refusal;

    /**
     * @param preface what is written before, and answered only if it is refused, in the place of the reply
     * @param limit for which it counts once it is {@linkplain #admit admitted}, if any
     */
    Request(List<Command> preface, List<Command> commands, @Nullable PendingLimit limit) {
        this.preface = preface;
        this.limit = limit;
        this.bytes = bytes(commands);
        this.open = commands.size();
        commands.forEach(command -> this.commands.add(new DispatchedCommand(this, command)));
    }

    /** A request that counts for no limit. */
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

    /** Takes room within the limit; false if there is not enough. */
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

    /** What is written before a command. */
    List<Command> preface(DispatchedCommand command) {
        return command == commands.get(0) ? preface : List.of();
    }

    /** Says over which connection it goes, before that connection can touch it. */
    void goesOver(CommandMultiplexer next) {
        connection = next;
    }

    CommandMultiplexer connection() {
        return Objects.requireNonNull(connection, "a request has a connection before it is dispatched");
    }

    /** Whether its caller left before it was written. */
    boolean cancelled() {
        return state.get() == State.CANCELLED;
    }

    /** Decides, on the event loop, that it is written; false if it was refused or its caller has left. */
    boolean claim() {
        if (state.compareAndSet(State.QUEUED, State.WRITTEN)) {
            return true;
        }
        State now = state.get();
        return now == State.WRITTEN || now == State.ABANDONED;
    }

    /** One more of its commands has ended, on the event loop. */
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

    /** Refuses it, for this reason if there is one, unless it is written or its caller has left. */
    void refuse(@Nullable DriverException reason) {
        refusal = reason;
        if (state.compareAndSet(State.QUEUED, State.REFUSED)) {
            releaseRoom();
            caller.wake();
        }
    }

    /** Waits for the replies, until the deadline or an interrupt. Where none came, {@link Reply.Missing} says why. */
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

    /** Waits for the reply of its only command. */
    Reply awaitReply(Deadline deadline, ExceptionTranslator exceptions) {
        return required(await(deadline, exceptions).get(0));
    }

    /** A reply that is not missing. */
    static Reply required(Reply reply) {
        if (reply instanceof Reply.Missing missing) {
            throw missing.reason();
        }
        return reply;
    }

    /** Why there are no replies where there are none. */
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
