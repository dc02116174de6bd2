package io.redoubt.session;

import io.redoubt.redis.core.embedded.MemoryAccount;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * In-memory index of sessions by id, by user and by expiry time, including expired ones. It also tracks the memory that
 * the sessions take. Not thread-safe, except for {@link #iterator()}.
 */
final class InMemorySessionIndex {

    private static final Comparator<InMemorySessionEntry> BY_EXPIRY = Comparator.comparingLong(
                    (InMemorySessionEntry entry) -> entry.session().expiry())
            .thenComparing(entry -> entry.id().hash())
            .thenComparing(entry -> entry.id().bucket());

    private final ConcurrentHashMap<HashedSessionId, InMemorySessionEntry> byId = new ConcurrentHashMap<>();
    private final Map<String, Map<HashedSessionId, InMemorySessionEntry>> byUser = new HashMap<>();
    private final TreeSet<InMemorySessionEntry> byExpiry = new TreeSet<>(BY_EXPIRY);
    private final MemoryAccount memory;

    InMemorySessionIndex(MemoryAccount memory) {
        this.memory = memory;
    }

    int size() {
        return byId.size();
    }

    /** Returns the number of users with at least one session. */
    int users() {
        return byUser.size();
    }

    Optional<InMemorySessionEntry> get(HashedSessionId id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Returns a copy of the list of a user's sessions, those that were added first at the beginning. */
    List<InMemorySessionEntry> ofUser(String userId) {
        return List.copyOf(byUser.getOrDefault(userId, Map.of()).values());
    }

    /** Returns the session that expires first; empty if there are no sessions. */
    Optional<InMemorySessionEntry> firstToExpire() {
        return byExpiry.isEmpty() ? Optional.empty() : Optional.of(byExpiry.first());
    }

    /**
     * Returns an iterator over the sessions. It can be used while other threads change the index; it returns each
     * session that does not change meanwhile once.
     */
    Iterator<InMemorySessionEntry> iterator() {
        return byId.values().iterator();
    }

    /** Adds a session, or replaces the one with the same id, which must be of the same user. */
    void put(InMemorySessionEntry entry) {
        InMemorySessionEntry previous = byId.put(entry.id(), entry);
        if (previous != null) {
            byExpiry.remove(previous);
            memory.use(-previous.bytes());
        }
        memory.use(entry.bytes());
        byExpiry.add(entry);
        String userId = entry.userId();
        if (userId != null) {
            byUser.computeIfAbsent(userId, id -> new LinkedHashMap<>()).put(entry.id(), entry);
        }
    }

    void remove(InMemorySessionEntry entry) {
        InMemorySessionEntry removed = byId.remove(entry.id());
        if (removed != null) {
            memory.use(-removed.bytes());
        }
        byExpiry.remove(entry);
        String userId = entry.userId();
        if (userId != null) {
            byUser.computeIfPresent(userId, (id, own) -> {
                own.remove(entry.id());
                return own.isEmpty() ? null : own;
            });
        }
    }
}
