package io.redoubt.lettuce;

import io.lettuce.core.api.StatefulRedisConnection;
import io.redoubt.redis.spi.CallOptions;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.ExclusiveConnection;
import io.redoubt.redis.spi.Reply;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A connection of one user's own. It ends with its first failure: a blocking command whose caller is gone would otherwise
 * take an element that nobody receives.
 */
final class LettuceExclusiveConnection implements ExclusiveConnection {

    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final Exchange exchange;
    private final LongSupplier nanoTime;
    private final Consumer<ExclusiveConnection> whenClosed;
    private final AtomicBoolean closed = new AtomicBoolean();

    LettuceExclusiveConnection(
            StatefulRedisConnection<byte[], byte[]> connection,
            Exchange exchange,
            LongSupplier nanoTime,
            Consumer<ExclusiveConnection> whenClosed) {
        this.connection = connection;
        this.exchange = exchange;
        this.nanoTime = nanoTime;
        this.whenClosed = whenClosed;
    }

    @Override
    public Reply execute(Command command, CallOptions options) {
        requireOpen();
        try {
            return exchange.one(connection, command, Deadline.after(options.timeout(), nanoTime));
        } catch (DriverException e) {
            close();
            throw e;
        }
    }

    @Override
    public List<Reply> pipeline(List<Command> commands, CallOptions options) {
        requireOpen();
        if (commands.isEmpty()) {
            return List.of();
        }
        try {
            List<Reply> replies = exchange.all(connection, commands, Deadline.after(options.timeout(), nanoTime));
            if (replies.stream().anyMatch(Reply.Missing.class::isInstance)) {
                close();
            }
            return Exchange.requireSent(replies);
        } catch (DriverException e) {
            close();
            throw e;
        }
    }

    private void requireOpen() {
        if (closed.get()) {
            throw exchange.failures().ended();
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            Attempt.release(connection);
            whenClosed.accept(this);
        }
    }
}
