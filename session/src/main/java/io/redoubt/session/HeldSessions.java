package io.redoubt.session;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The sessions of this process by id, by owner, and by the time when they expire. Not thread-safe. */
final class HeldSessions {

    private static final Comparator<HeldSession> FIRST_TO_EXPIRE = Comparator.comparingLong(
                    (HeldSession held) -> held.session().expiry())
            .thenComparing(held -> held.id().hash());

    private final Map<StoredId, HeldSession> byId = new HashMap<>();
    private final Map<String, Map<StoredId, HeldSession>> byOwner = new HashMap<>();
    private final TreeSet<HeldSession> byExpiry = new TreeSet<>(FIRST_TO_EXPIRE);

    int size() {
        return byId.size();
    }

    /** The session, if it has not expired by then. */
    Optional<HeldSession> live(StoredId id, long now) {
        return Optional.ofNullable(byId.get(id)).filter(held -> isLive(held, now));
    }

    /** The sessions of an owner that have not expired by then. */
    List<HeldSession> live(String ownerHash, long now) {
        return byOwner.getOrDefault(ownerHash, Map.of()).values().stream()
                .filter(held -> isLive(held, now))
                .toList();
    }

    private static boolean isLive(HeldSession held, long now) {
        return now <= held.session().expiry();
    }

    /** Adds a session, or puts it in the place of the one with its id. */
    void put(HeldSession held) {
        HeldSession before = byId.put(held.id(), held);
        if (before != null) {
            byExpiry.remove(before);
        }
        byExpiry.add(held);
        byOwner.computeIfAbsent(held.ownerHash(), hash -> new LinkedHashMap<>()).put(held.id(), held);
    }

    void remove(HeldSession held) {
        byId.remove(held.id());
        byExpiry.remove(held);
        byOwner.computeIfPresent(held.ownerHash(), (hash, own) -> {
            own.remove(held.id());
            return own.isEmpty() ? null : own;
        });
    }

    /** Removes sessions that have expired by then, so many at most: nobody waits for the removal of a million. */
    void expire(long now, int most) {
        for (int i = 0; i < most && !byExpiry.isEmpty() && !isLive(byExpiry.first(), now); i++) {
            remove(byExpiry.first());
        }
    }
}
