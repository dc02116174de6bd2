package io.redoubt.tck.backend;

import java.util.Locale;
import java.util.Set;

/**
 * Utility class that finds the key in a Redis command, so that a test can send the command to the right cluster master.
 */
final class CommandKeyFinder {

    /** Commands whose first argument is a subcommand, and whose second argument is the key. */
    private static final Set<String> COMMANDS_WITH_SUBCOMMAND = Set.of("MEMORY", "OBJECT", "XGROUP", "XINFO");

    /** Commands that concern a server rather than a key. */
    private static final Set<String> SERVER_COMMANDS = Set.of(
            "CLIENT",
            "CLUSTER",
            "CONFIG",
            "DBSIZE",
            "ECHO",
            "FLUSHALL",
            "FLUSHDB",
            "INFO",
            "KEYS",
            "MONITOR",
            "PING",
            "PUBSUB",
            "SCAN",
            "SCRIPT",
            "TIME",
            "WAIT");

    private CommandKeyFinder() {}

    /**
     * Returns the first key of a command.
     *
     * @throws IllegalArgumentException if the command has no key there
     */
    static String of(String... words) {
        String name = words[0].toUpperCase(Locale.ROOT);
        int keyIndex = COMMANDS_WITH_SUBCOMMAND.contains(name) ? 2 : 1;
        if (SERVER_COMMANDS.contains(name) || name.startsWith("EVAL") || words.length <= keyIndex) {
            throw new IllegalArgumentException(
                    name + " names no key as its first argument: use onEveryMaster, or a connection of master(key)");
        }
        return words[keyIndex];
    }
}
