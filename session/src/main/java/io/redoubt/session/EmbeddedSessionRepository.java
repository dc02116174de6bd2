package io.redoubt.session;

import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionLimitException;
import io.redoubt.api.session.SessionOverflowPolicy;
import io.redoubt.api.session.SessionUpdateResult;
import io.redoubt.redis.core.embedded.MemoryAccount;
import io.redoubt.redis.core.embedded.StateMemoryBudget;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/**
 * In-memory repository of sessions, which runs one operation at a time. It follows the rules of the Lua scripts.
 * Thread-safe.
 *
 * <p>Refuses what exceeds the maximum number of sessions or the budget of memory with the error code of a Redis that
 * is out of memory; evicting another session would log out a user who did nothing. Later operations remove expired
 * sessions.
 */
final class EmbeddedSessionRepository implements SessionRepository {

    static final int MAX_SESSIONS = 1_000_000;

    /** How many expired sessions each operation removes in addition to its own work. */
    private static final int MAX_EXPIRED_REMOVALS = 16;

    private static final Comparator<InMemorySessionEntry> OLDEST_FIRST = Comparator.comparingLong(
                    (InMemorySessionEntry entry) -> entry.session().created())
            .thenComparing(entry -> entry.id().hash());
    private static final Comparator<InMemorySessionEntry> LEAST_RECENTLY_USED_FIRST = Comparator.comparingLong(
                    (InMemorySessionEntry entry) -> entry.session().lastUsed())
            .thenComparing(OLDEST_FIRST);

    private final SessionSettings settings;
    private final LongSupplier clock;
    private final int maxSessions;
    private final ReentrantLock lock = new ReentrantLock();
    private final StateMemoryBudget budget;
    private final MemoryAccount memory;
    private final InMemorySessionIndex sessions;

    /**
     * @param clock the repository's clock, in milliseconds since 1970
     * @param maxSessions the maximum number of sessions
     * @param budget the memory for the sessions
     */
    EmbeddedSessionRepository(SessionSettings settings, LongSupplier clock, int maxSessions, StateMemoryBudget budget) {
        this.settings = settings;
        this.clock = clock;
        this.maxSessions = maxSessions;
        this.budget = budget;
        this.memory = new MemoryAccount(budget);
        this.sessions = new InMemorySessionIndex(memory);
    }

    @Override
    public StoredSession create(HashedSessionId id, SessionOwner owner, SessionData data) {
        RedoubtInterruptedException.throwIfInterrupted("session");
        return locked(now -> {
            List<InMemorySessionEntry> evicted = evicted(owner, now);
            if (sessions.size() - evicted.size() >= maxSessions) {
                throw new StoreRejectedException(
                        "this process holds " + maxSessions
                                + " sessions, and that is as many as it may: use Redis, or a shorter" + " idle timeout",
                        "OOM",
                        null);
            }
            InMemorySessionEntry created =
                    InMemorySessionEntry.of(id, owner.hash(), StoredSessionFactory.create(owner, data, settings, now));
            long freed = evicted.stream().mapToLong(InMemorySessionEntry::bytes).sum();
            reserve(created.bytes() - freed, "session.create", now);
            // Only now, so that a refused session ends no other.
            evicted.forEach(sessions::remove);
            sessions.put(created);
            return created.session();
        });
    }

    /** Ensures that the sessions may grow, after the removal of all expired ones if necessary. */
    private void reserve(long growth, String operation, long now) {
        if (!memory.tryReserve(growth)) {
            sessions.removeExpired(now, Integer.MAX_VALUE);
            if (!memory.tryReserve(growth)) {
                throw budget.exceeded(operation);
            }
        }
    }

    /** Returns the sessions that end so that the owner may have another one. */
    private List<InMemorySessionEntry> evicted(SessionOwner owner, long now) {
        List<InMemorySessionEntry> own = sessions.live(owner.hash(), now);
        int excess = own.size() + 1 - settings.maxPerUser();
        if (excess <= 0) {
            return List.of();
        }
        if (settings.policy() == SessionOverflowPolicy.REJECT) {
            throw new SessionLimitException(settings.maxPerUser());
        }
        boolean oldest = settings.policy() == SessionOverflowPolicy.EVICT_OLDEST;
        return own.stream()
                .sorted(oldest ? OLDEST_FIRST : LEAST_RECENTLY_USED_FIRST)
                .limit(excess)
                .toList();
    }

    @Override
    public Optional<StoredSession> find(HashedSessionId id) {
        RedoubtInterruptedException.throwIfInterrupted("session");
        return locked(now -> {
            Optional<InMemorySessionEntry> found = sessions.live(id, now);
            found.ifPresent(entry -> touch(entry, now));
            return found.map(InMemorySessionEntry::session);
        });
    }

    private void touch(InMemorySessionEntry entry, long now) {
        StoredSession session = entry.session();
        if (now - session.lastUsed() >= ExpiryRule.touchInterval(session.idleMillis())) {
            sessions.put(entry.withSession(session.withUse(now, session.idleMillis())));
        }
    }

    @Override
    public boolean extend(HashedSessionId id, long idleMillis) {
        RedoubtInterruptedException.throwIfInterrupted("session");
        return locked(now -> {
            Optional<InMemorySessionEntry> found = sessions.live(id, now);
            found.ifPresent(
                    entry -> sessions.put(entry.withSession(entry.session().withUse(now, idleMillis))));
            return found.isPresent();
        });
    }

    @Override
    public SessionUpdateResult update(HashedSessionId id, EncodedUpdate update) {
        RedoubtInterruptedException.throwIfInterrupted("session");
        return locked(now -> sessions.live(id, now)
                .map(entry -> update(entry, update, now))
                .orElseGet(SessionUpdateResult.Gone::new));
    }

    private SessionUpdateResult update(InMemorySessionEntry entry, EncodedUpdate update, long now) {
        StoredSession session = entry.session();
        if (update.expectedVersion().orElse(session.version()) != session.version()) {
            return new SessionUpdateResult.Conflict(session.version());
        }
        if (update.isEmpty()) {
            return new SessionUpdateResult.Updated(session.version());
        }
        StoredSession updated = session.withUpdate(update);
        FieldLimits.check(updated.data());
        InMemorySessionEntry replacement = entry.withSession(updated);
        reserve(replacement.bytes() - entry.bytes(), "session.update", now);
        sessions.put(replacement);
        return new SessionUpdateResult.Updated(updated.version());
    }

    @Override
    public Optional<StoredSession> rotate(HashedSessionId from, HashedSessionId to) {
        RedoubtInterruptedException.throwIfInterrupted("session");
        return locked(now -> {
            Optional<InMemorySessionEntry> found = sessions.live(from, now);
            found.ifPresent(entry -> {
                sessions.remove(entry);
                sessions.put(entry.withId(to));
            });
            return found.map(InMemorySessionEntry::session);
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

    private boolean destroyed(Optional<InMemorySessionEntry> found) {
        found.ifPresent(sessions::remove);
        return found.isPresent();
    }

    @Override
    public int destroyAll(SessionOwner owner) {
        RedoubtInterruptedException.throwIfInterrupted("session");
        return locked(now -> {
            List<InMemorySessionEntry> own = sessions.live(owner.hash(), now);
            own.forEach(sessions::remove);
            return own.size();
        });
    }

    @Override
    public int destroyOthers(HashedSessionId id) {
        RedoubtInterruptedException.throwIfInterrupted("session");
        return locked(now -> sessions.live(id, now)
                .map(kept -> {
                    List<InMemorySessionEntry> others = sessions.live(kept.ownerHash(), now).stream()
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

    private static SessionInfo info(InMemorySessionEntry entry) {
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
            memory.settle();
            lock.unlock();
        }
    }
}
