package io.redoubt.redis.core.driver;

import java.util.Set;

/**
 * What the servers can do: the least of them, if they are several. Immutable.
 *
 * @param server their name, {@code redis} or {@code valkey}
 * @param version the version, for example {@code 7.0.15}; empty where it may not be asked
 * @param commands the commands that all of them know, in upper case; empty where they may not be asked
 */
public record Capabilities(String server, String version, Set<String> commands) {

    public Capabilities {
        commands = Set.copyOf(commands);
    }

    /** Whether all servers know a command, in upper case: {@code SPUBLISH}. */
    public boolean supports(String command) {
        return commands.contains(command);
    }
}
