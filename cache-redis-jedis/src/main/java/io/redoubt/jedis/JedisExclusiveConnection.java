package io.redoubt.jedis;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.ExclusiveConnection;
import io.redoubt.redis.spi.Reply;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** Connection outside of the pool, for one user. Not thread-safe, except {@link #close()}. */
final class JedisExclusiveConnection implements ExclusiveConnection {

    private final RespConnection connection;
    private final ExceptionTranslator exceptions;
    private final LongSupplier nanoTime;

    JedisExclusiveConnection(RespConnection connection, ExceptionTranslator exceptions, LongSupplier nanoTime) {
        this.connection = connection;
        this.exceptions = exceptions;
        this.nanoTime = nanoTime;
    }

    @Override
    public Reply execute(Command command, Duration timeout) {
        return connection.execute(command, begin(timeout));
    }

    @Override
    public List<Reply> pipeline(List<Command> commands, Duration timeout) {
        if (commands.isEmpty()) {
            return List.of();
        }
        Deadline deadline = begin(timeout);
        PendingLimit unlimited = new PendingLimit(Integer.MAX_VALUE, Long.MAX_VALUE, exceptions);
        PendingCall call = PendingCall.of(commands, deadline, unlimited, exceptions);
        Batch batch = new Batch(1, exceptions, new RoundTripEstimate(), nanoTime);
        batch.add(call);
        batch.run(connection, null);
        return call.await();
    }

    @Override
    public void close() {
        connection.close();
    }

    private Deadline begin(Duration timeout) {
        Deadline deadline = Deadline.after(timeout, nanoTime);
        exceptions.refuseIfPointless(deadline);
        if (!connection.reusable()) {
            throw exceptions.notExecuted(Kind.CONNECTION_LOST, "cannot be reached by a connection that has ended");
        }
        return deadline;
    }
}
