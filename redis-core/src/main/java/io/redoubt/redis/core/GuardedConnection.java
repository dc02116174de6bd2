package io.redoubt.redis.core;

import io.redoubt.redis.spi.CallOptions;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.ExclusiveConnection;
import io.redoubt.redis.spi.Reply;
import java.util.List;

/** An exclusive connection that refuses what must never be sent. */
final class GuardedConnection implements ExclusiveConnection {

    private final ExclusiveConnection connection;

    GuardedConnection(ExclusiveConnection connection) {
        this.connection = connection;
    }

    @Override
    public Reply execute(Command command, CallOptions options) {
        return connection.execute(allowed(command), options);
    }

    @Override
    public List<Reply> pipeline(List<Command> commands, CallOptions options) {
        commands.forEach(GuardedConnection::allowed);
        return connection.pipeline(commands, options);
    }

    @Override
    public void close() {
        connection.close();
    }

    private static Command allowed(Command command) {
        if (DenyList.denies(command.name())) {
            throw new IllegalArgumentException("command " + command.name() + " must not be sent");
        }
        return command;
    }
}
