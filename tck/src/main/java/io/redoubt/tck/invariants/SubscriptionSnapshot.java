package io.redoubt.tck.invariants;

import io.redoubt.test.server.RawRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Snapshot of the Pub/Sub subscriptions on a Redis server: channels, patterns and subscribed clients. Those of
 * sentinels are left out.
 */
record SubscriptionSnapshot(Set<String> channels, long patterns, Set<String> clients) {

    private static final String SENTINEL_MARKER = "__sentinel__:hello";
    private static final Pattern SUBSCRIBED = Pattern.compile(" (?:sub|psub|ssub)=[1-9]");

    static SubscriptionSnapshot of(RawRedis redis) {
        Set<String> channels = new TreeSet<>(redis.texts("PUBSUB", "CHANNELS"));
        channels.remove(SENTINEL_MARKER);
        // Servers before 7.0 have no shard channels and return an error.
        if (redis.call("PUBSUB", "SHARDCHANNELS") instanceof List<?> sharded) {
            sharded.forEach(channel -> channels.add("shard:" + channel));
        }
        long patterns = redis.number("PUBSUB", "NUMPAT");
        Set<String> clients = new TreeSet<>();
        ClientConnections.of(redis).lines().forEach((id, line) -> {
            if (SUBSCRIBED.matcher(line).find()) {
                clients.add("id=" + id);
            }
        });
        return new SubscriptionSnapshot(channels, patterns, clients);
    }

    List<String> violationsSince(SubscriptionSnapshot before) {
        List<String> violations = new ArrayList<>();
        added(channels, before.channels).forEach(name -> violations.add("channel left subscribed: " + name));
        added(clients, before.clients).forEach(id -> violations.add("client left subscribed: " + id));
        if (patterns > before.patterns) {
            violations.add("pattern subscriptions left: " + (patterns - before.patterns));
        }
        return violations;
    }

    private static Set<String> added(Set<String> now, Set<String> before) {
        Set<String> added = new TreeSet<>(now);
        added.removeAll(before);
        return added;
    }
}
