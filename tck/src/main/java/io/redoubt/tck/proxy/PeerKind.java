package io.redoubt.tck.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Who opened a connection: servers reach each other by the addresses that they tell to clients. */
enum PeerKind {
    CLIENT,
    /** It watches the server, and is harmed as a client but not counted. */
    SENTINEL,
    /** It copies the server, and is neither harmed nor counted. */
    REPLICA;

    private static final Set<String> REPLICA_COMMANDS = Set.of("REPLCONF", "PSYNC", "SYNC");
    /** What Sentinel calls its connections by CLIENT SETNAME. */
    private static final String SENTINEL_NAME_PREFIX = "sentinel-";

    /** Who sends this command, as far as it shows. */
    static PeerKind of(String command, byte[] bytes, int from, int to) {
        if (REPLICA_COMMANDS.contains(command)) {
            return REPLICA;
        }
        boolean named = command.equals("CLIENT")
                && new String(bytes, from, to - from, StandardCharsets.ISO_8859_1).contains(SENTINEL_NAME_PREFIX);
        return named ? SENTINEL : CLIENT;
    }
}
