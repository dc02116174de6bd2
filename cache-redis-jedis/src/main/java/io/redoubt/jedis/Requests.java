package io.redoubt.jedis;

import io.redoubt.redis.spi.Command;
import java.nio.charset.StandardCharsets;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.args.Rawable;

/**
 * Turns commands into what Jedis writes.
 */
final class Requests {

    private Requests() {}

    /** The command for the wire; arguments by reference, since Jedis' own way to add an array copies it. */
    static CommandArguments of(Command command) {
        byte[] name = command.name().getBytes(StandardCharsets.UTF_8);
        CommandArguments request = new CommandArguments(() -> name);
        for (byte[] argument : command.arguments()) {
            Rawable byReference = () -> argument;
            request.add(byReference);
        }
        return request;
    }

    /** How many bytes its arguments have. */
    static long size(Command command) {
        long bytes = 0;
        for (byte[] argument : command.arguments()) {
            bytes += argument.length;
        }
        return bytes;
    }

    /** How many bytes their arguments have together. */
    static long size(List<Command> commands) {
        long bytes = 0;
        for (Command command : commands) {
            bytes += size(command);
        }
        return bytes;
    }
}
