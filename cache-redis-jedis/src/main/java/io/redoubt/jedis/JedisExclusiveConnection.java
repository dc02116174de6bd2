package io.redoubt.jedis;

import io.redoubt.redis.spi.CallOptions;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.ExclusiveConnection;
import io.redoubt.redis.spi.Reply;
import java.util.List;
import java.util.function.LongSupplier;

/** A connection outside of the pool. */
final class JedisExclusiveConnection implements ExclusiveConnection {

    private final Wire wire;
    private final Failures failures;
    private final Bounds bounds;
    private final LongSupplier nanoTime;
    private volatile boolean closed;

    JedisExclusiveConnection(Wire wire, Failures failures, LongSupplier nanoTime) {
        this.wire = wire;
        this.failures = failures;
        this.bounds = Bounds.none(failures);
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
        Deadline deadline = Deadline.after(options.timeout(), nanoTime);
        ChunkedPipeline pipeline = new ChunkedPipeline(commands, deadline, bounds, failures);
        pipeline.run(wire);
        return pipeline.replies();
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
