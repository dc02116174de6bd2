package io.redoubt.session;

import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionLimitException;
import io.redoubt.api.session.SessionLimitPolicy;
import io.redoubt.api.session.SessionUpdateResult;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/**
 * In-process session repository that follows the rules of the Lua scripts and runs one operation at a time.
 * Thread-safe.
 *
 * <p>Refuses a new session beyond the maximum with the error code of a Redis that is out of memory; evicting
 * another session would log out a user who did nothing. Later operations remove expired sessions.
 */
final class EmbeddedSessionRepository implements SessionRepository {

    static final int MAX_SESSIONS = 1_000_000;

    /** How many expired sessions each operation removes in addition to its own work. */
    private static final int MAX_EXPIRED_REMOVALS = 16;

    private static final Comparator<InMemorySession> OLDEST_FIRST = Comparator.comparingLong(
                    (InMemorySession entry) -> entry.session().created())
            .thenComparing(entry -> entry.id().hash());
    private static final Comparator<InMemorySession> LEAST_RECENTLY_USED_FIRST = Comparator.comparingLong(
                    (InMemorySession entry) -> entry.session().lastUsed())
            .thenComparing(OLDEST_FIRST);

    private final SessionSettings settings;
    private final LongSupplier clock;
    private final int maxSessions;
    private final ReentrantLock lock = new ReentrantLock();
    private final InMemorySessionIndex sessions = new InMemorySessionIndex();

    /**
     * @param clock the repository's clock, in milliseconds since 1970
     * @param maxSessions the maximum number of sessions
     */
    EmbeddedSessionRepository(SessionSettings settings, LongSupplier clock, int maxSessions) {
        this.settings = settings;
        this.clock = clock;
        this.maxSessions = maxSessions;
    }

    @Override
    public StoredSession create(HashedSessionId id, SessionOwner owner, SessionData data) {
        RedoubtInterruptedException.throwIfInterrupted("session");
        return locked(now -> {
            makeRoom(owner, now);
            if (sessions.size() >= maxSessions) {
                throw new StoreRejectedException(
                        "this process holds " + maxSessions
                                + " sessions, and that is as many as it may: use Redis, or a shorter" + " idle timeout",
                        "OOM",
                        null);
            }
            StoredSession session = StoredSessionFactory.create(owner, data, settings, now);
            sessions.put(new InMemorySession(id, owner.hash(), session));
            return session;
        });
    }

    private void makeRoom(SessionOwner owner, long now) {
        List<InMemorySession> own = sessions.live(owner.hash(), now);
        int excess = own.size() + 1 - settings.maxPerUser();
        if (excess <= 0) {
            return;
        }
        if (settings.policy() == SessionLimitPolicy.REJECT) {
            throw new SessionLimitException(settings.maxPerUser());
        }
        boolean oldest = settings.policy() == SessionLimitPolicy.EVICT_OLDEST;
        own.stream()
                .sorted(oldest ? OLDEST_FIRST : LEAST_RECENTLY_USED_FIRST)
                .limit(excess)
                .forEach(sessions::remove);
    }

    @Override
    public Optional<StoredSession> find(HashedSessionId id) {
        RedoubtInterruptedException.throwIfInterrupted("session");
        return locked(now -> {
            Optional<InMemorySession> found = sessions.live(id, now);
            found.ifPresent(entry -> touch(entry, now));
            return found.map(InMemorySession::session);
        });
    }

    private void touch(InMemorySession entry, long now) {
        StoredSession session = entry.session();
        if (now - session.lastUsed() >= ExpiryRule.touchInterval(session.idleMillis())) {
            sessions.put(entry.withSession(session.withUse(now, session.idleMillis())));
        }
    }

    @Override
    public boolean extend(HashedSessionId id, long idleMillis) {
        RedoubtInterruptedException.throwIfInterrupted("session");
        return locked(now -> {
            Optional<InMemorySession> found = sessions.live(id, now);
            found.ifPresent(
                    entry -> sessions.put(entry.withSession(entry.session().withUse(now, idleMillis))));
            return found.isPresent();
        });
    }

    @Override
    public SessionUpdateResult update(HashedSessionId id, EncodedUpdate update) {
        RedoubtInterruptedException.throwIfInterrupted("session");
        return locked(now ->
                sessions.live(id, now).map(entry -> update(entry, update)).orElseGet(SessionUpdateResult.Gone::new));
    }

    private SessionUpdateResult update(InMemorySession entry, EncodedUpdate update) {
        StoredSession session = entry.session();
        if (update.expectedVersion().orElse(session.version()) != session.version()) {
            return new SessionUpdateResult.Conflict(session.version());
        }
        if (update.isEmpty()) {
            return new SessionUpdateResult.Updated(session.version());
        }
        StoredSession updated = session.withUpdate(update);
        FieldLimits.check(updated.data());
        sessions.put(entry.withSession(updated));
        return new SessionUpdateResult.Updated(updated.version());
    }

    @Override
    public Optional<StoredSession> rotate(HashedSessionId from, HashedSessionId to) {
        RedoubtInterruptedException.throwIfInterrupted("session");
        return locked(now -> {
            Optional<InMemorySession> found = sessions.live(from, now);
            found.ifPresent(entry -> {
                sessions.remove(entry);
                sessions.put(new InMemorySession(to, entry.ownerHash(), entry.session()));
            });
            return found.map(InMemorySession::session);
        });
    }

    @Override
    public boolean destroy(HashedSessionId id) {
        RedoubtInterruptedException.throwIfInterrupted("session");
        return locked(now -> destroyed(sessions.live(id, now)));
    }

    @Override
    public boolean destroy(HashedSessionId id, SessionOwner owner) {
        RedoubtInterruptedException.throwIfInterrupted("session");
        return locked(now -> destroyed(
                sessions.live(id, now).filter(entry -> entry.ownerHash().equals(owner.hash()))));
    }

    private boolean destroyed(Optional<InMemorySession> found) {
        found.ifPresent(sessions::remove);
        return found.isPresent();
    }

    @Override
    public int destroyAll(SessionOwner owner) {
        RedoubtInterruptedException.throwIfInterrupted("session");
        return locked(now -> {
            List<InMemorySession> own = sessions.live(owner.hash(), now);
            own.forEach(sessions::remove);
            return own.size();
        });
    }

    @Override
    public int destroyOthers(HashedSessionId id) {
        RedoubtInterruptedException.throwIfInterrupted("session");
        return locked(now -> sessions.live(id, now)
                .map(kept -> {
                    List<InMemorySession> others = sessions.live(kept.ownerHash(), now).stream()
                            .filter(entry -> !entry.id().equals(id))
                            .toList();
                    others.forEach(sessions::remove);
                    return others.size();
                })
                .orElse(0));
    }

    @Override
    public List<SessionInfo> list(SessionOwner owner) {
        RedoubtInterruptedException.throwIfInterrupted("session");
        return locked(now -> sessions.live(owner.hash(), now).stream()
                .map(EmbeddedSessionRepository::info)
                .toList());
    }

    private static SessionInfo info(InMemorySession entry) {
        StoredSession session = entry.session();
        return new SessionInfo(
                session.userId(),
                entry.id().hash(),
                Instant.ofEpochMilli(session.created()),
                Instant.ofEpochMilli(session.lastUsed()),
                Instant.ofEpochMilli(session.expiry()),
                session.data().metadata());
    }

    /** Returns the number of sessions, including expired ones that have not been removed yet. */
    int size() {
        return locked(now -> sessions.size());
    }

    @Override
    public void close() {
        // Nothing runs in the background, and the sessions end with this object.
    }

    private <T> T locked(LongFunction<T> operation) {
        lock.lock();
        try {
            long now = clock.getAsLong();
            sessions.removeExpired(now, MAX_EXPIRED_REMOVALS);
            return operation.apply(now);
        } finally {
            lock.unlock();
        }
    }
}
