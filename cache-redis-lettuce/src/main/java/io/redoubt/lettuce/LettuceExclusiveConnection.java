package io.redoubt.lettuce;

import io.redoubt.redis.spi.CallOptions;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.ExclusiveConnection;
import io.redoubt.redis.spi.Reply;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A connection of one user's own. It ends with its first failure: a blocking command whose caller is gone would otherwise
 * take an element that nobody receives.
 */
final class LettuceExclusiveConnection implements ExclusiveConnection {

    private final Wire wire;
    private final Failures failures;
    private final LongSupplier nanoTime;
    private final Runnable whenClosed;

    LettuceExclusiveConnection(Wire wire, Failures failures, LongSupplier nanoTime, Runnable whenClosed) {
        this.wire = wire;
        this.failures = failures;
        this.nanoTime = nanoTime;
        this.whenClosed = whenClosed;
    }

    @Override
    public Reply execute(Command command, CallOptions options) {
        Reply reply = send(List.of(command), options).get(0);
        if (reply instanceof Reply.Missing missing) {
            throw missing.reason();
        }
        return reply;
    }

    @Override
    public List<Reply> pipeline(List<Command> commands, CallOptions options) {
        if (commands.isEmpty()) {
            return List.of();
        }
        List<Reply> replies = send(List.copyOf(commands), options);
        if (replies.get(0) instanceof Reply.Missing first
                && replies.stream().noneMatch(LettuceExclusiveConnection::mayBeExecuted)) {
            throw first.reason();
        }
        return replies;
    }

    private List<Reply> send(List<Command> commands, CallOptions options) {
        Deadline deadline = Deadline.after(options.timeout(), nanoTime);
        DriverException refusal = failures.refusal(deadline);
        if (refusal != null) {
            close();
            throw refusal;
        }
        Request request = Request.unbounded(commands);
        if (!wire.offer(request)) {
            throw failures.ended();
        }
        List<Reply> replies = request.await(deadline, failures);
        if (replies.stream().anyMatch(Reply.Missing.class::isInstance)) {
            close();
        }
        return replies;
    }

    private static boolean mayBeExecuted(Reply reply) {
        return !(reply instanceof Reply.Missing missing) || missing.reason().execution() == Execution.UNKNOWN;
    }

    @Override
    public void close() {
        wire.close(failures.ended());
        whenClosed.run();
    }
}
