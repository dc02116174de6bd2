package io.redoubt.session;

import io.redoubt.redis.core.embedded.MemoryAccount;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * In-memory index of sessions by id, by user and by expiry time. It also tracks the memory that the sessions take. Not
 * thread-safe.
 */
final class InMemorySessionIndex {

    private static final Comparator<InMemorySessionEntry> BY_EXPIRY = Comparator.comparingLong(
                    (InMemorySessionEntry entry) -> entry.session().expiry())
            .thenComparing(entry -> entry.id().hash());

    private final Map<HashedSessionId, InMemorySessionEntry> byId = new HashMap<>();
    private final Map<String, Map<HashedSessionId, InMemorySessionEntry>> byOwner = new HashMap<>();
    private final TreeSet<InMemorySessionEntry> byExpiry = new TreeSet<>(BY_EXPIRY);
    private final MemoryAccount memory;

    InMemorySessionIndex(MemoryAccount memory) {
        this.memory = memory;
    }

    int size() {
        return byId.size();
    }

    /** Returns the session if it has not expired at the given time. */
    Optional<InMemorySessionEntry> live(HashedSessionId id, long now) {
        return Optional.ofNullable(byId.get(id)).filter(entry -> isLive(entry, now));
    }

    /** Returns the sessions of an owner that have not expired at the given time. */
    List<InMemorySessionEntry> live(String ownerHash, long now) {
        return byOwner.getOrDefault(ownerHash, Map.of()).values().stream()
                .filter(entry -> isLive(entry, now))
                .toList();
    }

    private static boolean isLive(InMemorySessionEntry entry, long now) {
        return now <= entry.session().expiry();
    }

    /** Adds a session, or replaces the one with the same id. */
    void put(InMemorySessionEntry entry) {
        InMemorySessionEntry previous = byId.put(entry.id(), entry);
        if (previous != null) {
            byExpiry.remove(previous);
            memory.use(-previous.bytes());
        }
        memory.use(entry.bytes());
        byExpiry.add(entry);
        byOwner.computeIfAbsent(entry.ownerHash(), hash -> new LinkedHashMap<>())
                .put(entry.id(), entry);
    }

    void remove(InMemorySessionEntry entry) {
        InMemorySessionEntry removed = byId.remove(entry.id());
        if (removed != null) {
            memory.use(-removed.bytes());
        }
        byExpiry.remove(entry);
        byOwner.computeIfPresent(entry.ownerHash(), (hash, own) -> {
            own.remove(entry.id());
            return own.isEmpty() ? null : own;
        });
    }

    /**
     * Removes sessions that have expired at the given time, at most {@code max}: no operation waits for the
     * removal of a million.
     */
    void removeExpired(long now, int max) {
        for (int i = 0; i < max && !byExpiry.isEmpty() && !isLive(byExpiry.first(), now); i++) {
            remove(byExpiry.first());
        }
    }
}
