package io.redoubt.tck.invariants;

import io.redoubt.test.server.RawRedis;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Snapshot of the client connections of a Redis server, except those of replicas, of sentinels and of {@link
 * ServerInvariants} itself.
 *
 * @param lines the lines of CLIENT LIST
 */
record ClientConnections(Map<Long, String> lines) {

    private static final Pattern ID = Pattern.compile("(?:^| )id=(\\d+)");
    private static final Pattern REPLICATION = Pattern.compile(" flags=\\w*[SM]");
    /** Prefix of the names of sentinels' connections. Sentinels reconnect after some time without a reply. */
    private static final String SENTINEL_MARKER = " name=sentinel-";

    static ClientConnections of(RawRedis redis) {
        Map<Long, String> lines = new TreeMap<>();
        redis.text("CLIENT", "LIST").lines().forEach(line -> {
            Matcher id = ID.matcher(line);
            boolean own = line.contains(" name=" + ServerInvariants.OWN_NAME + " ");
            if (id.find()
                    && !own
                    && !line.contains(SENTINEL_MARKER)
                    && !REPLICATION.matcher(line).find()) {
                lines.put(Long.valueOf(id.group(1)), line);
            }
        });
        return new ClientConnections(lines);
    }

    /**
     * Compares numbers of connections rather than ids, since a connection that lives longer than the test may have
     * been replaced by a new one. The messages list the new connections.
     */
    List<String> violationsSince(ClientConnections before) {
        if (lines.size() <= before.lines.size()) {
            return List.of();
        }
        return lines.entrySet().stream()
                .filter(client -> !before.lines.containsKey(client.getKey()))
                .map(client -> "connection left open: " + client.getValue())
                .toList();
    }
}
