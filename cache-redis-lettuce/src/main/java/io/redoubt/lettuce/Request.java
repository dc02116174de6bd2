package io.redoubt.lettuce;

import io.lettuce.core.protocol.RedisCommand;
import io.netty.buffer.ByteBuf;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.Reply;
import io.redoubt.redis.spi.Waiter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Commands that travel together: all of them are written, or none is. Whoever takes it from one stage to the next decides:
 * it is written, answered, refused or given up once, and gives back its room within the bounds once. Thread-safe.
 */
final class Request {

    private enum Stage {
        WAITING,
        WRITTEN,
        ANSWERED,
        REFUSED,
        /** Its caller has gone, and it will never be written. */
        DROPPED,
        /** Its caller has gone, and its replies are still to come. */
        LATE
    }

    private final List<Command> preface;
    private final List<Command> commands;
    private final long bytes;
    private final Bounds bounds;
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);
    /** A reply, or what came instead of one. */
    private final AtomicReferenceArray<@Nullable Object> outcomes;

    /** Used by the event loop only. */
    private int unanswered;

    private final Waiter waiter = new Waiter();
    private volatile @Nullable Wire wire;
    private volatile @Nullable DriverException refusal;

    /** @param bounds where room for it has been taken */
    Request(List<Command> commands, long bytes, Bounds bounds) {
        this(List.of(), commands, bytes, bounds);
    }

    private Request(List<Command> preface, List<Command> commands, long bytes, Bounds bounds) {
        this.preface = preface;
        this.commands = commands;
        this.bytes = bytes;
        this.bounds = bounds;
        this.unanswered = commands.size();
        this.outcomes = new AtomicReferenceArray<>(unanswered);
    }

    /** One command on a connection without bounds. */
    static Request unbounded(Command command) {
        return unbounded(List.of(), command);
    }

    /** Commands on a connection without bounds. */
    static Request unbounded(List<Command> commands) {
        return new Request(commands, bytes(commands), Bounds.none());
    }

    /**
     * One command after others to which the server does not reply but speaks by itself: only if it refuses one of them it
     * says so in the place of the reply.
     */
    static Request unbounded(List<Command> preface, Command command) {
        return new Request(preface, List.of(command), 0, Bounds.none());
    }

    static long bytes(List<Command> commands) {
        long bytes = 0;
        for (Command command : commands) {
            bytes += bytes(command);
        }
        return bytes;
    }

    static long bytes(Command command) {
        long bytes = 0;
        for (byte[] argument : command.arguments()) {
            bytes += argument.length;
        }
        return bytes;
    }

    int size() {
        return commands.size();
    }

    long bytes() {
        return bytes;
    }

    /** Says over which wire it goes, before that wire can touch it. */
    void goesOver(Wire next) {
        wire = next;
    }

    /** Whether nobody waits for it any more and nothing of it was written. */
    boolean dropped() {
        return stage.get() == Stage.DROPPED;
    }

    /** Begins to write it, on the event loop; false if it is not to be written any more. */
    boolean claim() {
        return stage.compareAndSet(Stage.WAITING, Stage.WRITTEN);
    }

    /** Writes it whole, and puts its commands where their replies are expected. */
    void write(ByteBuf buffer, Queue<RedisCommand<?, ?, ?>> expected) {
        int place = 0;
        try {
            for (Command command : preface) {
                WireCommand.write(command, buffer);
            }
            while (place < commands.size()) {
                WireCommand next = new WireCommand(commands.get(place), this, place);
                expected.add(next);
                place++;
                next.encode(buffer);
            }
        } catch (Throwable e) {
            // Those before it are expected, and fail with the connection.
            for (int rest = place; rest < commands.size(); rest++) {
                settle(rest, e);
            }
            throw e;
        }
    }

    /** A reply came, on the event loop. */
    void answered(int place, Reply reply) {
        settle(place, reply);
    }

    /** No reply will come, said on the event loop. */
    void failed(int place, Throwable cause) {
        try {
            settle(place, cause);
        } finally {
            Wire its = wire;
            if (its != null) {
                its.failed(cause);
            }
        }
    }

    private void settle(int place, Object outcome) {
        outcomes.set(place, outcome);
        if (--unanswered == 0) {
            Wire its = wire;
            if (stage.compareAndSet(Stage.WRITTEN, Stage.ANSWERED)) {
                bounds.release(commands.size(), bytes);
                if (its == null) {
                    waiter.wake();
                } else {
                    its.wakeSoon(waiter);
                }
            } else if (its != null) {
                its.remembersNoMore(this);
            }
        }
    }

    /** It will not be written, for this reason; without effect if it was, or if its caller has gone. */
    void refuse(DriverException reason) {
        refusal = reason;
        if (stage.compareAndSet(Stage.WAITING, Stage.REFUSED)) {
            bounds.release(commands.size(), bytes);
            waiter.wake();
        }
    }

    /** Waits for the replies; gives it up at the deadline, or when the caller is interrupted. */
    List<Reply> await(Deadline deadline, Failures failures) {
        DriverException whyNone;
        waiter.enter();
        try {
            whyNone = awaitEnd(deadline, failures);
        } finally {
            waiter.leave();
        }
        return replies(failures, whyNone);
    }

    /** Why there are no replies where there are none. */
    private @Nullable DriverException awaitEnd(Deadline deadline, Failures failures) {
        while (true) {
            Stage now = stage.get();
            if (now == Stage.ANSWERED || now == Stage.REFUSED) {
                return refusal;
            }
            long left = deadline.remainingNanos();
            boolean interrupted = Thread.currentThread().isInterrupted();
            if (left > 0 && !interrupted) {
                LockSupport.parkNanos(this, left);
                continue;
            }
            Execution execution = leave();
            if (execution != null) {
                return interrupted ? failures.interrupted(execution, null) : failures.late(execution);
            }
        }
    }

    /** Gives it up; whether it may be executed all the same, or null if it was settled just now. */
    private @Nullable Execution leave() {
        Execution execution = null;
        if (stage.compareAndSet(Stage.WAITING, Stage.DROPPED)) {
            execution = Execution.NOT_EXECUTED;
        } else if (stage.compareAndSet(Stage.WRITTEN, Stage.LATE)) {
            execution = Execution.UNKNOWN;
        }
        if (execution != null) {
            bounds.release(commands.size(), bytes);
            Wire its = wire;
            if (its != null) {
                its.forsaken(this);
            }
        }
        return execution;
    }

    private List<Reply> replies(Failures failures, @Nullable DriverException whyNone) {
        if (commands.size() == 1) {
            return List.of(reply(outcomes.get(0), failures, whyNone));
        }
        List<Reply> replies = new ArrayList<>(commands.size());
        for (int place = 0; place < commands.size(); place++) {
            replies.add(reply(outcomes.get(place), failures, whyNone));
        }
        return Collections.unmodifiableList(replies);
    }

    private static Reply reply(@Nullable Object outcome, Failures failures, @Nullable DriverException whyNone) {
        if (outcome instanceof Reply reply) {
            return reply;
        }
        if (outcome instanceof Throwable cause) {
            return new Reply.Missing(failures.sending(cause));
        }
        return new Reply.Missing(whyNone == null ? failures.late(Execution.UNKNOWN) : whyNone);
    }
}
