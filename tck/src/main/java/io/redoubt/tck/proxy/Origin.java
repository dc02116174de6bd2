package io.redoubt.tck.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Who opened a connection: servers reach each other by the addresses that they tell to clients. */
enum Origin {
    CLIENT,
    /** It watches the server, and is harmed as a client but not counted. */
    SENTINEL,
    /** It copies the server, and is neither harmed nor counted. */
    REPLICA;

    private static final Set<String> OF_REPLICAS = Set.of("REPLCONF", "PSYNC", "SYNC");
    /** What Sentinel calls its connections by CLIENT SETNAME. */
    private static final String SENTINELS_NAME = "sentinel-";

    /** Who sends this command, as far as it shows. */
    static Origin of(String command, byte[] bytes, int from, int to) {
        if (OF_REPLICAS.contains(command)) {
            return REPLICA;
        }
        boolean named = command.equals("CLIENT")
                && new String(bytes, from, to - from, StandardCharsets.ISO_8859_1).contains(SENTINELS_NAME);
        return named ? SENTINEL : CLIENT;
    }
}
