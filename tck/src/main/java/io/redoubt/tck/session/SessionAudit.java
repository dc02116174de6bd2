package io.redoubt.tck.session;

import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.test.server.RawRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Consistency check of all session data on the Redis masters: sessions, the index of each user's sessions, and expiry.
 * Immutable.
 *
 * @param dump every key with its type and contents, as text
 * @param sessions how many sessions there are
 * @param complaints what is wrong: a session outside of its user's index or twice in it, an index beyond a limit or that ends
 *     before a member, a key without a time to live, half a session
 */
public record SessionAudit(Map<String, String> dump, int sessions, List<String> complaints) {

    /**
     * Looks at everything under the prefix of a backend. Nobody writes meanwhile.
     *
     * @param limit the most sessions of a user
     */
    public static SessionAudit of(RedisBackend backend, int limit) {
        Map<String, String> dump = new TreeMap<>();
        List<String> complaints = new ArrayList<>();
        int sessions = 0;
        // An index and its sessions share a slot, so that masters are audited one by one.
        for (SessionAudit one : backend.fromEveryMaster(master -> of(master, backend.keys(master), limit))) {
            dump.putAll(one.dump);
            complaints.addAll(one.complaints);
            sessions += one.sessions;
        }
        return new SessionAudit(dump, sessions, complaints);
    }

    private static SessionAudit of(RawRedis redis, Set<String> keys, int limit) {
        Map<String, String> dump = new TreeMap<>();
        Set<String> sessions = new TreeSet<>();
        Set<String> indexed = new TreeSet<>();
        List<String> complaints = new ArrayList<>();
        for (String key : keys) {
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
                            redis.texts("ZRANGE", key, "0", "-1", "WITHSCORES").toString());
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
        sessions.stream().filter(key -> !indexed.contains(key)).forEach(key -> complaints.add(key + " is in no index"));
        indexed.stream()
                .filter(key -> !sessions.contains(key))
                .forEach(key -> complaints.add(key + " is indexed, and not there"));
        return new SessionAudit(dump, sessions.size(), complaints);
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
}
