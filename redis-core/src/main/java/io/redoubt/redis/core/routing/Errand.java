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
record Errand(int index, Command command, Server server, boolean asking, boolean repeated) {

    private static final Command ASKING = Command.keyless("ASKING");

    static Errand first(int index, Command command, Server server) {
        return new Errand(index, command, server, false, false);
    }

    Errand redirected(Server holder, Redirect.Kind kind) {
        return new Errand(index, command, holder, kind == Redirect.Kind.ASK, repeated);
    }

    Errand again(Server holder) {
        return new Errand(index, command, holder, false, true);
    }

    static List<Command> commands(List<Errand> errands) {
        List<Command> commands = new ArrayList<>(errands.size());
        for (Errand errand : errands) {
            if (errand.asking()) {
                commands.add(ASKING);
            }
            commands.add(errand.command());
        }
        return commands;
    }
}
