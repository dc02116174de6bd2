package io.redoubt.jedis;

import io.redoubt.redis.spi.CallOptions;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.ExclusiveConnection;
import io.redoubt.redis.spi.Reply;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A connection outside of the pool. Nothing is ever repeated on it: its state would be lost with the connection.
 */
final class JedisExclusiveConnection implements ExclusiveConnection {

    private final Wire wire;
    private final Failures failures;
    private final LongSupplier nanoTime;
    private volatile boolean closed;

    JedisExclusiveConnection(Wire wire, Failures failures, LongSupplier nanoTime) {
        this.wire = wire;
        this.failures = failures;
        this.nanoTime = nanoTime;
    }

    @Override
    public Reply execute(Command command, CallOptions options) {
        ready();
        return wire.execute(command, Deadline.after(options.timeout(), nanoTime));
    }

    @Override
    public List<Reply> pipeline(List<Command> commands, CallOptions options) {
        if (commands.isEmpty()) {
            return List.of();
        }
        ready();
        return wire.pipeline(commands, Deadline.after(options.timeout(), nanoTime));
    }

    @Override
    public void close() {
        closed = true;
        wire.close();
    }

    private void ready() {
        failures.refuseIfClosedOrInterrupted();
        if (closed || !wire.usable()) {
            wire.close();
            throw failures.endedBefore();
        }
    }
}
