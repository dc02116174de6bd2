package io.redoubt.redis.core;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.ExclusiveConnection;
import io.redoubt.redis.spi.Reply;
import java.time.Duration;
import java.util.List;

/**
 * Decorator that rejects forbidden commands before they reach an {@link ExclusiveConnection}. Rejection throws
 * {@link IllegalArgumentException}. The forbidden commands are those of the {@link DenyList} that would harm a whole
 * server.
 */
final class CommandFilteringConnection implements ExclusiveConnection {

    private final ExclusiveConnection connection;

    CommandFilteringConnection(ExclusiveConnection connection) {
        this.connection = connection;
    }

    @Override
    public Reply execute(Command command, Duration timeout) {
        return connection.execute(requireAllowed(command), timeout);
    }

    @Override
    public List<Reply> pipeline(List<Command> commands, Duration timeout) {
        commands.forEach(CommandFilteringConnection::requireAllowed);
        return connection.pipeline(commands, timeout);
    }

    @Override
    public void close() {
        connection.close();
    }

    private static Command requireAllowed(Command command) {
        if (DenyList.isDenied(command.name())) {
            throw new IllegalArgumentException("command " + command.name() + " must not be sent");
        }
        return command;
    }
}
