package io.redoubt.session;

import io.redoubt.api.session.SessionEvent;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Component of {@link EmbeddedSessionRepository} that replaces the id of a session on rotation, login and logout.
 * Follows the rules of {@code rotate.lua}, {@code login.lua}, {@code logout.lua} and {@code find_rotated.lua}. Not
 * thread-safe.
 */
final class InMemorySessionRotation {

    private final InMemorySessions sessions;
    private final InMemorySessionLimit limit;
    private final SessionSettings settings;

    InMemorySessionRotation(InMemorySessions sessions, InMemorySessionLimit limit, SessionSettings settings) {
        this.sessions = sessions;
        this.limit = limit;
        this.settings = settings;
    }

    StoredRotation rotate(HashedSessionId from, HashedSessionId to, long now) {
        Optional<InMemorySessionEntry> found = sessions.find(from, now);
        if (found.isEmpty()) {
            return successor(from, to, now);
        }
        sessions.requireFree(to, now);
        InMemorySessionEntry old = found.get();
        return move(
                SessionEvent.Type.ROTATED,
                old,
                old.withId(to),
                settings.rotationGrace().toMillis(),
                now);
    }

    StoredRotation login(HashedSessionId from, SessionOwner owner, HashedSessionId to, long now) {
        Optional<InMemorySessionEntry> found = sessions.find(from, now);
        if (found.isEmpty()) {
            StoredRotation earlier = successor(from, to, now);
            if (earlier instanceof StoredRotation.Rotated rotated
                    && !owner.userId().equals(rotated.session().userId())) {
                throw SessionId.taken();
            }
            return earlier;
        }
        sessions.requireFree(to, now);
        InMemorySessionEntry old = found.get();
        List<InMemorySessionEntry> evicted = limit.excess(owner.userId(), from, now);
        InMemorySessionEntry begun = begin(owner, old.session(), to, now);
        sessions.reserve(begun.bytes() - old.bytes() - InMemorySessionEntry.bytes(evicted), "session.login", now);
        // Only now, so that a refused login ends no session.
        evicted.forEach(entry -> sessions.evict(entry, now));
        return move(SessionEvent.Type.LOGGED_IN, old, begun, 0, now);
    }

    StoredRotation logout(HashedSessionId from, HashedSessionId to, long now) {
        Optional<InMemorySessionEntry> found = sessions.find(from, now);
        if (found.isEmpty()) {
            return successor(from, to, now);
        }
        sessions.requireFree(to, now);
        InMemorySessionEntry old = found.get();
        return old.userId() == null
                ? move(SessionEvent.Type.ROTATED, old, old.withId(to), 0, now)
                : move(SessionEvent.Type.LOGGED_OUT, old, begin(null, old.session(), to, now), 0, now);
    }

    private InMemorySessionEntry begin(@Nullable SessionOwner owner, StoredSession old, HashedSessionId to, long now) {
        return InMemorySessionEntry.of(to, StoredSession.begin(owner, old.version(), old.payload(), settings, now));
    }

    private StoredRotation move(
            SessionEvent.Type type,
            InMemorySessionEntry old,
            InMemorySessionEntry continued,
            long graceMillis,
            long now) {
        sessions.move(type, old, continued, InMemoryRotationRecord.begin(continued, graceMillis, now), now);
        return new StoredRotation.Rotated(continued.session());
    }

    /** Returns what has become of a session that is not found under its old id any more. */
    private StoredRotation successor(HashedSessionId from, HashedSessionId to, long now) {
        Optional<InMemoryRotationRecord> rotation = sessions.record(from, now);
        if (rotation.isEmpty()) {
            return new StoredRotation.Gone();
        }
        if (!rotation.get().successor().hash().equals(to.hash())) {
            return new StoredRotation.Superseded();
        }
        return sessions.find(to, now)
                .<StoredRotation>map(entry -> new StoredRotation.Rotated(entry.session()))
                .orElseGet(StoredRotation.Gone::new);
    }

    /**
     * Returns the session whose id was replaced a short time ago, within the grace for that, and if it has not changed:
     * what was added since then may be for the new id only.
     */
    Optional<StoredSession> findInGrace(HashedSessionId old, long now) {
        return sessions.record(old, now)
                .filter(rotation -> rotation.isInGrace(now))
                .flatMap(rotation -> sessions.find(rotation.successor(), now)
                        .map(InMemorySessionEntry::session)
                        .filter(session -> session.version() == rotation.version()));
    }
}
