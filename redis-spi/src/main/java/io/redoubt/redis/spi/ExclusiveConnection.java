package io.redoubt.redis.spi;

import java.time.Duration;
import java.util.List;

/**
 * Redis connection that is reserved for a single caller. Not thread-safe. After a {@link DriverException} it is broken
 * and can only be closed.
 */
public interface ExclusiveConnection extends AutoCloseable {

    /**
     * Sends one command and waits for its reply. For a blocking command, the timeout must be longer than the
     * command's own.
     *
     * @throws DriverException if no reply was received
     */
    Reply execute(Command command, Duration timeout);

    /**
     * Sends commands without waiting in between and waits for all replies, in the order of the commands.
     *
     * @throws DriverException if nothing at all was sent
     */
    List<Reply> pipeline(List<Command> commands, Duration timeout);

    /** Closes the connection. Idempotent. */
    @Override
    void close();
}
