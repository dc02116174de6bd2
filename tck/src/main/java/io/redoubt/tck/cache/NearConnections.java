package io.redoubt.tck.cache;

import io.redoubt.tck.backend.RedisBackend;

/** Utility class that finds the connections on which servers report changes to near caches. */
final class NearConnections {

    private NearConnections() {}

    /** Ends these connections, on every master. */
    static void kill(RedisBackend redis) {
        redis.fromEveryMaster(master -> {
            String.valueOf(master.call("CLIENT", "LIST"))
                    .lines()
                    .filter(client ->
                            client.contains(" flags=") && flags(client).contains("t"))
                    .forEach(client ->
                            master.call("CLIENT", "KILL", "ID", client.replaceFirst(".*?\\bid=(\\d+).*", "$1")));
            return "";
        });
    }

    private static String flags(String client) {
        return client.replaceFirst(".* flags=(\\S*).*", "$1");
    }
}
