package io.redoubt.session;

import io.redoubt.api.session.SessionEvent.DestroyReason;
import io.redoubt.api.session.SessionInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Component of {@link EmbeddedSessionRepository} that ends and lists sessions. Follows the rules of {@code
 * destroy.lua}, {@code destroy_all.lua}, {@code destroy_others.lua} and {@code list.lua}. Not thread-safe, except for
 * {@link #nextBatch}.
 */
final class InMemoryUserSessions {

    /** Number of sessions in a batch. */
    static final int BATCH = 200;

    private final InMemorySessions sessions;

    InMemoryUserSessions(InMemorySessions sessions) {
        this.sessions = sessions;
    }

    int destroyEach(Collection<HashedSessionId> ids, long now) {
        int destroyed = 0;
        for (HashedSessionId id : ids) {
            destroyed += destroy(sessions.find(id, now).stream().toList(), DestroyReason.BY_ID, now);
        }
        return destroyed;
    }

    /**
     * Ends a session if it is that of the user; for null, if it is anonymous. Returns how many sessions it has ended.
     */
    int destroyOwned(HashedSessionId id, @Nullable String userId, DestroyReason reason, long now) {
        Optional<InMemorySessionEntry> found =
                sessions.find(id, now).filter(entry -> Objects.equals(entry.userId(), userId));
        return destroy(found.stream().toList(), reason, now);
    }

    int destroyMatching(List<SessionInfo> infos, long now) {
        int destroyed = 0;
        for (SessionInfo info : infos) {
            Optional<HashedSessionId> id = HashedSessionId.ofHandle(info.handle());
            if (id.isPresent()) {
                destroyed += destroyOwned(id.get(), info.userId(), DestroyReason.BY_CONDITION, now);
            }
        }
        return destroyed;
    }

    int destroyAll(SessionOwner owner, long now) {
        return destroy(sessions.ofUser(owner.userId(), now), DestroyReason.ALL_OF_USER, now);
    }

    int destroyOthers(HashedSessionId kept, long now) {
        Optional<InMemorySessionEntry> found = sessions.find(kept, now);
        String userId = found.isPresent() ? found.get().userId() : null;
        if (userId == null) {
            return 0;
        }
        List<InMemorySessionEntry> others = sessions.ofUser(userId, now).stream()
                .filter(entry -> !entry.id().equals(kept))
                .toList();
        return destroy(others, DestroyReason.OTHERS_OF_USER, now);
    }

    private int destroy(List<InMemorySessionEntry> entries, DestroyReason reason, long now) {
        entries.forEach(entry -> sessions.destroy(entry, reason, now));
        return entries.size();
    }

    List<SessionInfo> list(SessionOwner owner, long now) {
        return sessions.ofUser(owner.userId(), now).stream()
                .map(InMemorySessionEntry::info)
                .toList();
    }

    /** Returns the next sessions of an iterator of {@link InMemorySessions}, without those that have expired. */
    static List<SessionInfo> nextBatch(Iterator<InMemorySessionEntry> all, long now) {
        List<SessionInfo> batch = new ArrayList<>(BATCH);
        while (batch.size() < BATCH && all.hasNext()) {
            InMemorySessionEntry entry = all.next();
            if (entry.isLive(now)) {
                batch.add(entry.info());
            }
        }
        return batch;
    }
}
