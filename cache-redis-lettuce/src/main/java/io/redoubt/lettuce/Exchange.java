package io.redoubt.lettuce;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.protocol.RedisCommand;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends commands over a connection and waits for their replies. Thread-safe.
 *
 * @param failures how to say what went wrong
 * @param window how many commands of one pipeline are on their way at a time; a longer one is sent in several flushes,
 *     since the connection refuses what exceeds its queue
 */
record Exchange(Failures failures, int window) {

    /**
     * Sends one command.
     *
     * @throws DriverException if no reply came
     */
    Reply one(StatefulConnection<byte[], byte[]> connection, Command command, Deadline deadline) {
        failures.requireUninterrupted();
        if (deadline.passed()) {
            throw tooLate();
        }
        WireCommand wire = WireCommand.of(command);
        hand(connection, List.of(wire));
        return await(wire, deadline);
    }

    /**
     * Sends commands without waiting in between.
     *
     * @return a reply or a {@link Reply.Missing} for each
     * @throws DriverException if the caller was interrupted before anything was sent
     */
    List<Reply> all(StatefulConnection<byte[], byte[]> connection, List<Command> commands, Deadline deadline) {
        failures.requireUninterrupted();
        List<Reply> replies = new ArrayList<>(commands.size());
        for (int from = 0; from < commands.size(); from += window) {
            if (deadline.passed() || Thread.currentThread().isInterrupted()) {
                DriverException why =
                        deadline.passed() ? tooLate() : failures.interrupted(Execution.NOT_EXECUTED, null);
                replies.addAll(Collections.nCopies(commands.size() - from, new Reply.Missing(why)));
                return replies;
            }
            List<WireCommand> flush = commands.subList(from, Math.min(commands.size(), from + window)).stream()
                    .map(WireCommand::of)
                    .toList();
            hand(connection, flush);
            collect(flush, deadline, replies);
        }
        return replies;
    }

    /** Turns replies of which none came, and for which nothing was sent, into the exception that says why. */
    static List<Reply> requireSent(List<Reply> replies) {
        if (replies.get(0) instanceof Reply.Missing first && replies.stream().noneMatch(Exchange::sent)) {
            throw first.reason();
        }
        return List.copyOf(replies);
    }

    private static boolean sent(Reply reply) {
        return !(reply instanceof Reply.Missing missing) || missing.reason().execution() == Execution.UNKNOWN;
    }

    private DriverException tooLate() {
        return failures.timeout(Execution.NOT_EXECUTED, "nothing was sent to");
    }

    private void collect(List<WireCommand> flush, Deadline deadline, List<Reply> replies) {
        for (WireCommand wire : flush) {
            try {
                replies.add(await(wire, deadline));
            } catch (DriverException e) {
                replies.add(new Reply.Missing(e));
            }
        }
    }

    /** Past {@code StatefulConnection.dispatch}, which would interpret MULTI, AUTH and SELECT in its own way. */
    private void hand(StatefulConnection<byte[], byte[]> connection, List<WireCommand> flush) {
        var writer = ((RedisChannelHandler<?, ?>) connection).getChannelWriter();
        try {
            if (flush.size() == 1) {
                writer.write(flush.get(0));
            } else {
                writer.write(List.<RedisCommand<byte[], byte[], ?>>copyOf(flush));
            }
        } catch (RuntimeException e) {
            end(flush, new RedisException("the connection takes no command", e));
        }
        if (failures.closed().getAsBoolean()) {
            // Too late for the event loop, perhaps: one that has ended does not even say that it did nothing.
            end(flush, new RedisException("the driver was closed meanwhile"));
        }
    }

    private static void end(List<WireCommand> flush, RedisException reason) {
        flush.forEach(wire -> wire.completeExceptionally(reason));
    }

    private Reply await(WireCommand wire, Deadline deadline) {
        try {
            return wire.reply().get(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw failures.timeout(wire.abandon(), "no reply from");
        } catch (InterruptedException e) {
            throw failures.interrupted(wire.abandon(), e);
        } catch (ExecutionException e) {
            Execution execution = wire.abandon();
            throw failures.sending(e.getCause() == null ? e : e.getCause(), execution);
        }
    }
}
