package io.redoubt.lettuce;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.ExclusiveConnection;
import io.redoubt.redis.spi.Reply;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Connection for one user, which ends with its first failure: otherwise a blocking command whose caller has left
 * would take an element that nothing receives. Not thread-safe.
 */
record LettuceExclusiveConnection(CommandMultiplexer connection, ExceptionTranslator exceptions, LongSupplier nanoTime)
        implements ExclusiveConnection {

    @Override
    public Reply execute(Command command, Duration timeout) {
        return Request.required(send(List.of(command), timeout).get(0));
    }

    @Override
    public List<Reply> pipeline(List<Command> commands, Duration timeout) {
        if (commands.isEmpty()) {
            return List.of();
        }
        List<Reply> replies = send(List.copyOf(commands), timeout);
        if (replies.stream().allMatch(LettuceExclusiveConnection::notExecuted)) {
            Request.required(replies.get(0));
        }
        return replies;
    }

    private List<Reply> send(List<Command> commands, Duration timeout) {
        Deadline deadline = Deadline.after(timeout, nanoTime);
        DriverException refusal = exceptions.refusal(deadline);
        if (refusal != null) {
            close();
            throw refusal;
        }
        Request request = Request.unlimited(commands);
        connection.send(request);
        List<Reply> replies = request.await(deadline, exceptions);
        if (replies.stream().anyMatch(Reply.Missing.class::isInstance)) {
            close();
        }
        return replies;
    }

    private static boolean notExecuted(Reply reply) {
        return reply instanceof Reply.Missing missing && missing.reason().execution() == Execution.NOT_EXECUTED;
    }

    @Override
    public void close() {
        connection.close(exceptions.lost("was closed, or broke earlier", null));
    }
}
