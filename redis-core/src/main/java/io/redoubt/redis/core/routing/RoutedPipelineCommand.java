package io.redoubt.redis.core.routing;

import io.redoubt.redis.spi.Command;
import java.util.ArrayList;
import java.util.List;

/**
 * Command of a pipeline, together with its position and the Redis server to which it is sent.
 *
 * @param index the position of the command in the pipeline
 * @param command the command
 * @param server the server
 * @param asking whether {@code ASKING} precedes the command, because the slot is being migrated to the server
 * @param repeated whether an earlier attempt was lost
 */
record RoutedPipelineCommand(int index, Command command, ServerHandle server, boolean asking, boolean repeated) {

    private static final Command ASKING = Command.keyless("ASKING");

    static RoutedPipelineCommand of(int index, Command command, ServerHandle server) {
        return new RoutedPipelineCommand(index, command, server, false, false);
    }

    RoutedPipelineCommand redirectedTo(ServerHandle server, Redirect.Kind kind) {
        return new RoutedPipelineCommand(index, command, server, kind == Redirect.Kind.ASK, repeated);
    }

    RoutedPipelineCommand retriedAt(ServerHandle server) {
        return new RoutedPipelineCommand(index, command, server, false, true);
    }

    static List<Command> commands(List<RoutedPipelineCommand> routed) {
        List<Command> commands = new ArrayList<>(routed.size());
        for (RoutedPipelineCommand command : routed) {
            if (command.asking()) {
                commands.add(ASKING);
            }
            commands.add(command.command());
        }
        return commands;
    }
}
