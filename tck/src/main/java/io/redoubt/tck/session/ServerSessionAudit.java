package io.redoubt.tck.session;

import io.redoubt.test.server.RawRedis;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reader of the session data on one Redis server, which reports where sessions and indexes contradict each other. Not
 * thread-safe.
 */
final class ServerSessionAudit {

    private static final int HASH_LENGTH = 32;
    private static final List<String> SESSION_FIELDS = List.of("c", "l", "i", "x", "v");
    private static final Set<String> RECORD_FIELDS = Set.of("r", "e", "g", "w");

    private final RawRedis redis;
    private final int limit;
    private final Map<String, String> dump;
    private final List<String> complaints;

    private final Map<String, StoredFields> sessions = new HashMap<>();
    private final Set<String> records = new HashSet<>();
    private final Map<String, IndexPlace> ofUsers = new HashMap<>();
    private final Map<String, IndexPlace> byExpiry = new HashMap<>();

    /**
     * Session as it is stored.
     *
     * @param user the user id, empty for none
     * @param owner the hash of the user id, empty for none
     */
    private record StoredFields(String created, String user, String owner, End end) {}

    /**
     * Place of a session in an index.
     *
     * @param index the key of the index
     * @param entry what the index says about the session
     * @param end when the index ends
     * @param due when the index wants the session to be looked at, ms; zero for no time
     */
    private record IndexPlace(String index, String entry, End end, double due) {}

    /**
     * End of a key by the server's clock, which other commands have read before and after the time to live was read.
     *
     * @param earliest not before, ms
     * @param latest not after, ms
     */
    private record End(long earliest, long latest) {}

    /**
     * @param dump is given each key with its contents
     * @param complaints is given what is wrong
     */
    ServerSessionAudit(RawRedis redis, int limit, Map<String, String> dump, List<String> complaints) {
        this.redis = redis;
        this.limit = limit;
        this.dump = dump;
        this.complaints = complaints;
    }

    Set<String> records() {
        return records;
    }

    int sessions() {
        return sessions.size();
    }

    void read(String key) {
        String type = redis.text("TYPE", key);
        if (type.equals("none")) {
            return; // It has just expired.
        }
        End end = end(key);
        if (type.equals("hash") && key.contains("}:s:")) {
            readHash(key, end);
        } else if (type.equals("hash") && key.endsWith("}:users")) {
            readUsers(key, end);
        } else if (type.equals("zset") && key.endsWith("}:expiry")) {
            readExpiry(key, end);
        } else if (type.equals("hash") && key.endsWith("session:statistics")) {
            fields(key);
        } else if (type.equals("string") && key.endsWith("session:sweeper")) {
            dump.put(key, redis.text("GET", key));
        } else {
            complaints.add(key + " is of no type that sessions have");
            dump.put(key, type);
        }
    }

    private End end(String key) {
        long before = now();
        long life = redis.number("PTTL", key);
        if (life == -1) {
            complaints.add(key + " has no time to live");
        }
        return life == -1 ? new End(Long.MAX_VALUE, Long.MAX_VALUE) : new End(before + life, now() + life);
    }

    private void readHash(String key, End end) {
        Map<String, String> fields = fields(key);
        if (fields.containsKey("r") || fields.containsKey("e")) {
            records.add(key);
            if (!RECORD_FIELDS.containsAll(fields.keySet()) || !fields.keySet().containsAll(Set.of("r", "e"))) {
                complaints.add(key + " is no record of a replaced id: " + fields.keySet());
            }
            return;
        }
        for (String name : SESSION_FIELDS) {
            if (!fields.containsKey(name)) {
                complaints.add(key + " lacks " + name);
            }
        }
        if (fields.containsKey("u") != fields.containsKey("h")) {
            complaints.add(key + " lacks " + (fields.containsKey("u") ? "h" : "u"));
        }
        sessions.put(
                key,
                new StoredFields(
                        fields.getOrDefault("c", ""), fields.getOrDefault("u", ""), fields.getOrDefault("h", ""), end));
    }

    private void readUsers(String key, End end) {
        fields(key).forEach((owner, ids) -> {
            if (ids.isEmpty() || ids.length() % HASH_LENGTH != 0 || ids.length() > limit * HASH_LENGTH) {
                complaints.add(key + " has " + ids.length() / (double) HASH_LENGTH + " sessions of a user");
            }
            for (int i = 0; i + HASH_LENGTH <= ids.length(); i += HASH_LENGTH) {
                add(ofUsers, ids.substring(i, i + HASH_LENGTH), new IndexPlace(key, owner, end, 0));
            }
        });
    }

    private void readExpiry(String key, End end) {
        List<String> members = redis.texts("ZRANGE", key, "0", "-1", "WITHSCORES");
        dump.put(key, members.toString());
        for (int i = 0; i < members.size(); i += 2) {
            String member = members.get(i);
            double due = Double.parseDouble(members.get(i + 1));
            add(byExpiry, member.substring(0, HASH_LENGTH), new IndexPlace(key, member, end, due));
        }
    }

    private void add(Map<String, IndexPlace> places, String hash, IndexPlace place) {
        String key = place.index().substring(0, place.index().lastIndexOf('}') + 1) + ":s:" + hash;
        if (places.put(key, place) != null) {
            complaints.add(key + " is twice in " + place.index());
        }
    }

    /** Compares what was read, once all of it was. */
    void compare() {
        sessions.forEach((key, session) -> {
            compareUser(key, session, ofUsers.get(key));
            compareExpiry(key, session, byExpiry.get(key));
        });
        for (Map<String, IndexPlace> places : List.of(ofUsers, byExpiry)) {
            places.forEach((key, place) -> {
                if (!sessions.containsKey(key)) {
                    complaints.add(key + " is in " + place.index() + ", and not there");
                }
            });
        }
    }

    private void compareUser(String key, StoredFields session, @Nullable IndexPlace place) {
        String owner = place == null ? "" : place.entry();
        if (!owner.equals(session.owner())) {
            complaints.add(key + " is of the user hash '" + session.owner() + "', and in the users at '" + owner + "'");
        }
        compareEnd(key, session, place);
    }

    private void compareExpiry(String key, StoredFields session, @Nullable IndexPlace place) {
        String expected = key.substring(key.length() - HASH_LENGTH) + ":" + session.created() + ":" + session.user();
        if (place == null || !place.entry().equals(expected)) {
            complaints.add(key + " is not in the expiry index as " + expected + ", but as "
                    + (place == null ? "nothing" : place.entry()));
        } else if (place.due() > session.end().latest() + 1) {
            complaints.add(key + " ends by " + session.end() + ", and is looked at later: " + place.due());
        }
        compareEnd(key, session, place);
    }

    private void compareEnd(String key, StoredFields session, @Nullable IndexPlace place) {
        if (place != null && place.end().latest() < session.end().earliest()) {
            complaints.add(place.index() + " ends before " + key);
        }
    }

    private Map<String, String> fields(String key) {
        List<String> words = redis.texts("HGETALL", key);
        dump.put(key, words.toString());
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i < words.size(); i += 2) {
            fields.put(words.get(i), words.get(i + 1));
        }
        return fields;
    }

    private long now() {
        List<String> time = redis.texts("TIME");
        return Long.parseLong(time.get(0)) * 1_000 + Long.parseLong(time.get(1)) / 1_000;
    }
}
