package io.redoubt.test.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Kind of peer that opened a proxied connection: client, sentinel or replica. Servers use the addresses that they
 * announce to clients among themselves as well.
 */
enum PeerKind {
    CLIENT,
    /** Sentinel that monitors the server. Faults affect its connection, but its commands are not counted. */
    SENTINEL,
    /** Replica that copies the server. Faults do not affect its connection, and its commands are not counted. */
    REPLICA;

    private static final Set<String> REPLICA_COMMANDS = Set.of("REPLCONF", "PSYNC", "SYNC");
    /** Prefix of the names that Sentinel gives its connections by CLIENT SETNAME. */
    private static final String SENTINEL_NAME_PREFIX = "sentinel-";

    /** Returns the kind of peer that sends this command, as far as the command shows it. */
    static PeerKind of(String command, byte[] bytes, int from, int to) {
        if (REPLICA_COMMANDS.contains(command)) {
            return REPLICA;
        }
        boolean named = command.equals("CLIENT")
                && new String(bytes, from, to - from, StandardCharsets.ISO_8859_1).contains(SENTINEL_NAME_PREFIX);
        return named ? SENTINEL : CLIENT;
    }
}
