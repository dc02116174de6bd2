package io.redoubt.tck.session;

import io.redoubt.tck.server.RawRedis;
import io.redoubt.tck.server.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads all that sessions left on a server, and says whether indexes and sessions agree. Immutable.
 *
 * @param dump every key with its type and contents, as text
 * @param sessions how many sessions there are
 * @param complaints what is wrong: a session outside of its user's index or twice in it, an index beyond a limit or that ends
 *     before a member, a key without a time to live, half a session
 */
public record SessionAudit(Map<String, String> dump, int sessions, List<String> complaints) {

    /**
     * Looks at everything under a prefix. Nobody writes meanwhile.
     *
     * @param limit the most sessions of a user
     */
    public static SessionAudit of(RedisServer server, String prefix, int limit) {
        try (RawRedis redis = server.raw()) {
            Map<String, String> dump = new TreeMap<>();
            Set<String> sessions = new TreeSet<>();
            Set<String> indexed = new TreeSet<>();
            List<String> complaints = new ArrayList<>();
            for (String key : keys(redis, prefix)) {
                long life = redis.number("PTTL", key);
                if (life == -1) {
                    complaints.add(key + " has no time to live");
                }
                switch (redis.text("TYPE", key)) {
                    case "hash" -> {
                        List<String> fields = redis.texts("HGETALL", key);
                        dump.put(key, fields.toString());
                        sessions.add(key);
                        for (String field : List.of("c", "l", "i", "x", "v", "u", "h")) {
                            if (redis.number("HEXISTS", key, field) == 0) {
                                complaints.add(key + " lacks " + field);
                            }
                        }
                    }
                    case "zset" -> {
                        List<String> members = redis.texts("ZRANGE", key, "0", "-1");
                        dump.put(
                                key,
                                redis.texts("ZRANGE", key, "0", "-1", "WITHSCORES")
                                        .toString());
                        if (members.size() > limit) {
                            complaints.add(key + " has " + members.size() + " members");
                        }
                        for (String member : members) {
                            String session = sessionKey(key, member);
                            if (!indexed.add(session)) {
                                complaints.add(session + " is in two indexes");
                            }
                            if (redis.number("PTTL", session) > life) {
                                complaints.add(key + " ends before " + session);
                            }
                        }
                    }
                    case "none" -> {
                        // It has just expired.
                    }
                    default -> complaints.add(key + " is of no type that sessions have");
                }
            }
            sessions.stream()
                    .filter(key -> !indexed.contains(key))
                    .forEach(key -> complaints.add(key + " is in no index"));
            indexed.stream()
                    .filter(key -> !sessions.contains(key))
                    .forEach(key -> complaints.add(key + " is indexed, and not there"));
            return new SessionAudit(dump, sessions.size(), complaints);
        }
    }

    /** Fails if anything is wrong. */
    public SessionAudit check() {
        if (!complaints.isEmpty()) {
            throw new AssertionError(String.join("\n", complaints));
        }
        return this;
    }

    private static String sessionKey(String index, String member) {
        return index.substring(0, index.lastIndexOf(":u:")) + ":s:" + member;
    }

    private static Set<String> keys(RawRedis redis, String prefix) {
        Set<String> keys = new TreeSet<>();
        String cursor = "0";
        do {
            if (!(redis.call("SCAN", cursor, "MATCH", prefix + "*", "COUNT", "1000") instanceof List<?> page)
                    || !(page.get(1) instanceof List<?> found)) {
                throw new IllegalStateException("SCAN did not answer as it does");
            }
            cursor = String.valueOf(page.get(0));
            found.forEach(key -> keys.add(String.valueOf(key)));
        } while (!cursor.equals("0"));
        return keys;
    }
}
