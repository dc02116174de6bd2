package io.redoubt.jedis;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.ExclusiveConnection;
import io.redoubt.redis.spi.Reply;
import io.redoubt.redis.spi.support.ChunkedPipeline;
import io.redoubt.redis.spi.support.PendingLimit;
import io.redoubt.redis.spi.support.ReplyBudget;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Jedis-based Redis connection that is reserved for a single caller and does not belong to a connection pool. Not
 * thread-safe, except {@link #close()}.
 */
record JedisExclusiveConnection(
        RespConnection connection, ExceptionTranslator exceptions, long maxReplyBytes, LongSupplier nanoTime)
        implements ExclusiveConnection {

    private static final PendingLimit UNLIMITED = new PendingLimit(Long.MAX_VALUE, Long.MAX_VALUE);

    @Override
    public Reply execute(Command command, Duration timeout) {
        return connection.execute(command, begin(timeout));
    }

    @Override
    public List<Reply> pipeline(List<Command> commands, Duration timeout) {
        Deadline deadline = begin(timeout);
        ReplyBudget budget = ReplyBudget.of(commands.size(), maxReplyBytes);
        return new ChunkedPipeline(
                        commands,
                        UNLIMITED,
                        last -> budget.reasonToStop(last, exceptions),
                        chunk -> run(chunk, deadline, budget))
                .await();
    }

    private PendingCall run(List<Command> commands, Deadline deadline, ReplyBudget budget) {
        PendingCall call = new PendingCall(commands, deadline, UNLIMITED, budget, exceptions);
        Batch batch = new Batch(1, exceptions, new RoundTripEstimate(), new AtomicInteger(), nanoTime);
        batch.add(call);
        batch.run(connection);
        return call;
    }

    @Override
    public void close() {
        connection.close();
    }

    private Deadline begin(Duration timeout) {
        Deadline deadline = Deadline.after(timeout, nanoTime);
        exceptions.requireCallable(deadline);
        if (!connection.reusable()) {
            throw exceptions.notExecuted(
                    Kind.CONNECTION_LOST, "cannot be reached by a connection that has ended", null);
        }
        return deadline;
    }
}
