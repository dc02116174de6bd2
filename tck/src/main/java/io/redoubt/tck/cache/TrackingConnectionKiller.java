package io.redoubt.tck.cache;

import io.redoubt.tck.backend.RedisBackend;

/** Utility class that closes the tracking connections, on which servers report changed keys to near caches. */
public final class TrackingConnectionKiller {

    private TrackingConnectionKiller() {}

    /** Closes them on every master, by {@code CLIENT KILL}. */
    public static void killAll(RedisBackend redis) {
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
