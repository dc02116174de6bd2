package io.redoubt.session;

import io.redoubt.redis.core.embedded.MemoryAccount;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * In-memory index of sessions by id, by user and by expiry time, including expired ones. It also tracks the memory that
 * the sessions take. Not thread-safe, except for {@link #iterator()}.
 *
 * <p>Each change is made wholly or not at all, also without memory: what needs memory is done first, and is undone if
 * any of it fails, which needs none.
 */
final class InMemorySessionIndex {

    private final ConcurrentMap<HashedSessionId, InMemorySessionEntry> byId;
    private final Map<String, Set<HashedSessionId>> byUser;
    private final NavigableSet<InMemoryExpiryPlace> byExpiry;
    private final MemoryAccount memory;

    InMemorySessionIndex(MemoryAccount memory) {
        this(memory, new ConcurrentHashMap<>(), new HashMap<>(), new TreeSet<>());
    }

    /** Creates an index that consists of these collections, which are empty. */
    InMemorySessionIndex(
            MemoryAccount memory,
            ConcurrentMap<HashedSessionId, InMemorySessionEntry> byId,
            Map<String, Set<HashedSessionId>> byUser,
            NavigableSet<InMemoryExpiryPlace> byExpiry) {
        this.memory = memory;
        this.byId = byId;
        this.byUser = byUser;
        this.byExpiry = byExpiry;
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

    /** Returns a list of a user's sessions, those that were added first at the beginning. */
    List<InMemorySessionEntry> ofUser(String userId) {
        return byUser.getOrDefault(userId, Set.of()).stream()
                .map(id -> Objects.requireNonNull(byId.get(id)))
                .toList();
    }

    /** Returns the session that expires first; empty if there are no sessions. */
    Optional<InMemorySessionEntry> firstToExpire() {
        return byExpiry.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(byId.get(byExpiry.first().id()));
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
        InMemorySessionEntry previous = byId.get(entry.id());
        if (previous == null) {
            add(entry);
        } else {
            replace(previous, entry);
        }
    }

    private void add(InMemorySessionEntry entry) {
        boolean isAdded = false;
        try {
            byExpiry.add(entry.place());
            String userId = entry.userId();
            if (userId != null) {
                byUser.computeIfAbsent(userId, id -> new LinkedHashSet<>()).add(entry.id());
            }
            byId.put(entry.id(), entry);
            isAdded = true;
        } finally {
            if (!isAdded) {
                byId.remove(entry.id());
                removePlaces(entry);
            }
        }
        memory.use(entry.bytes());
    }

    private void replace(InMemorySessionEntry previous, InMemorySessionEntry entry) {
        boolean isMoved = !previous.place().equals(entry.place());
        boolean isReplaced = false;
        try {
            if (isMoved) {
                byExpiry.add(entry.place());
            }
            byId.put(entry.id(), entry);
            isReplaced = true;
        } finally {
            if (!isReplaced) {
                byId.put(previous.id(), previous);
            }
            if (isMoved) {
                byExpiry.remove((isReplaced ? previous : entry).place());
            }
        }
        memory.use(entry.bytes() - previous.bytes());
    }

    /** Removes a session, if it is there. Allocates no memory. */
    void remove(InMemorySessionEntry entry) {
        InMemorySessionEntry removed = byId.remove(entry.id());
        if (removed != null) {
            removePlaces(removed);
            memory.use(-removed.bytes());
        }
    }

    private void removePlaces(InMemorySessionEntry entry) {
        byExpiry.remove(entry.place());
        String userId = entry.userId();
        Set<HashedSessionId> own = userId == null ? null : byUser.get(userId);
        if (own != null) {
            own.remove(entry.id());
            if (own.isEmpty()) {
                byUser.remove(userId);
            }
        }
    }
}
