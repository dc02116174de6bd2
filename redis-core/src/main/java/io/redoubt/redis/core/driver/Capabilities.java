package io.redoubt.redis.core.driver;

import java.util.Set;

/**
 * Description of what the connected Redis servers support: product, version and known commands. If there are several
 * servers, what all of them can do. Immutable.
 *
 * @param server the kind of server, {@code redis} or {@code valkey}
 * @param version the oldest version, for example {@code 7.0.15}; empty if the server refuses to report it
 * @param commands the commands that all servers know, in upper case; empty if the servers refuse to report them
 */
public record Capabilities(String server, String version, Set<String> commands) {

    public Capabilities {
        commands = Set.copyOf(commands);
    }

    /** Returns whether all servers know a command, given in upper case, for example {@code SPUBLISH}. */
    public boolean supports(String command) {
        return commands.contains(command);
    }
}
