package io.redoubt.tck.session;

import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.test.server.RawRedis;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Consistency check of all session data on the Redis masters: sessions, user indexes, expiry indexes, and records of
 * replaced ids. Immutable.
 *
 * @param dump every key with its contents, as text
 * @param records the keys of records of replaced ids
 * @param sessions how many sessions there are
 * @param complaints what is wrong: a session that is not exactly once among those of its user, or not exactly once in
 *     the expiry index; an anonymous session of a user; a user beyond the limit; an index that ends before a member, or
 *     names what is not there; a key without a time to live; half a session
 */
public record SessionAudit(Map<String, String> dump, Set<String> records, int sessions, List<String> complaints) {

    /**
     * Looks at everything under the prefix of a backend. Nobody writes meanwhile.
     *
     * @param limit the most sessions of a user
     */
    public static SessionAudit of(RedisBackend backend, int limit) {
        // A bucket is on one master, so that masters are audited one by one.
        return merged(backend.fromEveryMaster(master -> of(master, backend.keys(master), limit)));
    }

    /** Looks at these keys of one server. */
    public static SessionAudit of(RawRedis redis, Collection<String> keys, int limit) {
        Map<String, String> dump = new TreeMap<>();
        List<String> complaints = new ArrayList<>();
        ServerSessionAudit audit = new ServerSessionAudit(redis, limit, dump, complaints);
        keys.forEach(audit::read);
        audit.compare();
        return new SessionAudit(dump, audit.records(), audit.sessions(), complaints);
    }

    private static SessionAudit merged(List<SessionAudit> parts) {
        Map<String, String> dump = new TreeMap<>();
        Set<String> records = new HashSet<>();
        List<String> complaints = new ArrayList<>();
        int sessions = 0;
        for (SessionAudit part : parts) {
            dump.putAll(part.dump);
            records.addAll(part.records);
            complaints.addAll(part.complaints);
            sessions += part.sessions;
        }
        return new SessionAudit(dump, records, sessions, complaints);
    }

    /** Fails if anything is wrong. */
    public SessionAudit check() {
        if (!complaints.isEmpty()) {
            throw new AssertionError(String.join("\n", complaints));
        }
        return this;
    }

    /** Returns the keys of sessions and of their indexes: all but those that outlive sessions for a while. */
    public Set<String> current() {
        Set<String> keys = new HashSet<>(dump.keySet());
        keys.removeAll(records);
        keys.removeIf(key -> key.endsWith("session:statistics") || key.endsWith("session:sweeper"));
        return keys;
    }
}
