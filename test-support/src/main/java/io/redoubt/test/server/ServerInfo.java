package io.redoubt.test.server;

import java.util.HashMap;
import java.util.Map;

/** Product, version and process id of a Redis server, as reported by {@code INFO}. */
record ServerInfo(String flavour, String version, long processId) {

    static ServerInfo read(RawRedis redis) {
        Map<String, String> fields = new HashMap<>();
        redis.text("INFO", "server").lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1));
            }
        });
        String valkey = fields.get("valkey_version");
        return new ServerInfo(
                valkey == null ? "Redis" : "Valkey",
                valkey == null ? fields.getOrDefault("redis_version", "unknown") : valkey,
                Long.parseLong(fields.getOrDefault("process_id", "0")));
    }
}
