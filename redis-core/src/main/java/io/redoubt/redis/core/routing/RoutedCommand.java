package io.redoubt.redis.core.routing;

import io.redoubt.redis.spi.Command;
import java.util.ArrayList;
import java.util.List;

/**
 * A command of a pipeline on its way to a server.
 *
 * @param index its place in the pipeline
 * @param asking whether the server is to be told that the slot is on its way to it
 * @param repeated whether it was lost before
 */
record RoutedCommand(int index, Command command, ServerHandle server, boolean asking, boolean repeated) {

    private static final Command ASKING = Command.keyless("ASKING");

    static RoutedCommand of(int index, Command command, ServerHandle server) {
        return new RoutedCommand(index, command, server, false, false);
    }

    RoutedCommand redirectedTo(ServerHandle server, Redirect.Kind kind) {
        return new RoutedCommand(index, command, server, kind == Redirect.Kind.ASK, repeated);
    }

    RoutedCommand retriedAt(ServerHandle server) {
        return new RoutedCommand(index, command, server, false, true);
    }

    static List<Command> commands(List<RoutedCommand> routed) {
        List<Command> commands = new ArrayList<>(routed.size());
        for (RoutedCommand command : routed) {
            if (command.asking()) {
                commands.add(ASKING);
            }
            commands.add(command.command());
        }
        return commands;
    }
}
