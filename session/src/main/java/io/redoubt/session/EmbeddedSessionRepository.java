package io.redoubt.session;

import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.session.SessionEvent;
import io.redoubt.api.session.SessionEvent.DestroyReason;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionStatistics;
import io.redoubt.api.session.SessionUpdateResult;
import io.redoubt.redis.core.embedded.StateMemoryBudget;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * In-memory repository of sessions, which runs one operation at a time. It follows the rules of the Lua scripts.
 * Thread-safe.
 *
 * <p>Refuses what exceeds the maximum number of sessions or the budget of memory with the error code of a Redis that
 * is out of memory; evicting another session would log out a user who did nothing. Later operations remove expired
 * sessions, and records of replaced ids that have ended.
 */
final class EmbeddedSessionRepository implements SessionRepository {

    static final int MAX_SESSIONS = 1_000_000;

    private final SessionSettings settings;
    private final LongSupplier clock;
    private final int maxSessions;
    private final ReentrantLock lock = new ReentrantLock();
    private final SessionEventQueue events;
    private final InMemorySessions sessions;
    private final InMemorySessionLimit limit;
    private final InMemorySessionRotation rotation;
    private final InMemoryUserSessions users;

    /**
     * @param clock the repository's clock, in milliseconds since 1970
     * @param maxSessions the maximum number of sessions
     * @param budget the memory for the sessions
     * @param listener receives the event of each change, after the change and without a lock of the repository, in the
     *     order of the changes; called by the threads that use the repository, one at a time. What it throws is logged
     */
    EmbeddedSessionRepository(
            SessionSettings settings,
            LongSupplier clock,
            int maxSessions,
            StateMemoryBudget budget,
            Consumer<SessionEvent> listener) {
        this.settings = settings;
        this.clock = clock;
        this.maxSessions = maxSessions;
        this.events = new SessionEventQueue(listener);
        this.sessions = new InMemorySessions(budget, events::addAll);
        this.limit = new InMemorySessionLimit(sessions, settings);
        this.rotation = new InMemorySessionRotation(sessions, limit, settings);
        this.users = new InMemoryUserSessions(sessions);
    }

    @Override
    public StoredSession create(HashedSessionId id, @Nullable SessionOwner owner, SessionPayload payload) {
        return locked(now -> {
            sessions.requireFree(id, now);
            List<InMemorySessionEntry> evicted = owner == null ? List.of() : limit.excess(owner.userId(), id, now);
            if (sessions.size() - evicted.size() >= maxSessions) {
                throw new StoreRejectedException(
                        "this process holds " + maxSessions
                                + " sessions, and that is as many as it may: use Redis, or a shorter idle timeout",
                        "OOM",
                        null);
            }
            InMemorySessionEntry created =
                    InMemorySessionEntry.of(id, StoredSession.begin(owner, 1, payload, settings, now));
            sessions.reserve(created.bytes() - InMemorySessionEntry.bytes(evicted), "session.create", now);
            // Only now, so that a refused session ends no other.
            evicted.forEach(entry -> sessions.evict(entry, now));
            sessions.add(created, now);
            return created.session();
        });
    }

    @Override
    public Optional<StoredSession> find(HashedSessionId id) {
        return locked(now -> {
            Optional<StoredSession> found = use(id, now);
            return found.isPresent() ? found : rotation.findInGrace(id, now);
        });
    }

    @Override
    public Map<HashedSessionId, StoredSession> findAll(Collection<HashedSessionId> ids) {
        return locked(now -> {
            Map<HashedSessionId, StoredSession> found = new LinkedHashMap<>();
            ids.forEach(id -> use(id, now).ifPresent(session -> found.put(id, session)));
            return found;
        });
    }

    /** Returns a session, and records its use unless that was done a short time ago. */
    private Optional<StoredSession> use(HashedSessionId id, long now) {
        Optional<InMemorySessionEntry> found = sessions.find(id, now);
        found.ifPresent(entry -> {
            StoredSession session = entry.session();
            if (now - session.lastUsed() >= ExpiryRule.touchInterval(session.idleMillis())) {
                sessions.replace(entry.withSession(session.withUse(now, session.idleMillis())));
            }
        });
        return found.map(InMemorySessionEntry::session);
    }

    @Override
    public boolean extend(HashedSessionId id, long idleMillis) {
        return locked(now -> {
            Optional<InMemorySessionEntry> found = sessions.find(id, now);
            found.ifPresent(
                    entry -> sessions.replace(entry.withSession(entry.session().withUse(now, idleMillis))));
            return found.isPresent();
        });
    }

    @Override
    public SessionUpdateResult update(HashedSessionId id, EncodedUpdate update) {
        return locked(now -> sessions.find(id, now)
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
        FieldLimits.check(updated.payload());
        InMemorySessionEntry replacement = entry.withSession(updated);
        sessions.reserve(replacement.bytes() - entry.bytes(), "session.update", now);
        sessions.replace(replacement);
        return new SessionUpdateResult.Updated(updated.version());
    }

    @Override
    public StoredRotation rotate(HashedSessionId from, HashedSessionId to) {
        return locked(now -> rotation.rotate(from, to, now));
    }

    @Override
    public StoredRotation login(HashedSessionId from, SessionOwner owner, HashedSessionId to) {
        return locked(now -> rotation.login(from, owner, to, now));
    }

    @Override
    public StoredRotation logout(HashedSessionId from, HashedSessionId to) {
        return locked(now -> rotation.logout(from, to, now));
    }

    @Override
    public boolean destroy(HashedSessionId id) {
        return locked(now -> users.destroyEach(List.of(id), now)) == 1;
    }

    @Override
    public boolean destroyOwned(HashedSessionId id, @Nullable SessionOwner owner) {
        String userId = owner == null ? null : owner.userId();
        return locked(now -> users.destroyOwned(id, userId, DestroyReason.FROM_LIST, now)) == 1;
    }

    @Override
    public int destroyEach(Collection<HashedSessionId> ids) {
        return locked(now -> users.destroyEach(ids, now));
    }

    @Override
    public int destroyAll(SessionOwner owner) {
        return locked(now -> users.destroyAll(owner, now));
    }

    @Override
    public int destroyAll(Collection<SessionOwner> owners) {
        // One operation for each, so that other threads do not wait for all of them.
        return owners.stream().mapToInt(this::destroyAll).sum();
    }

    @Override
    public int destroyOthers(HashedSessionId id) {
        return locked(now -> users.destroyOthers(id, now));
    }

    @Override
    public List<SessionInfo> list(SessionOwner owner) {
        return locked(now -> users.list(owner, now));
    }

    /** Needs no lock, so that other threads wait neither for the consumer nor for the number of the sessions. */
    @Override
    public void forEachBatch(Consumer<List<SessionInfo>> consumer) {
        Iterator<InMemorySessionEntry> all = sessions.iterator();
        while (all.hasNext()) {
            RedoubtInterruptedException.throwIfInterrupted("session");
            consumer.accept(InMemoryUserSessions.nextBatch(all, clock.getAsLong()));
        }
    }

    @Override
    public int destroyMatching(List<SessionInfo> infos) {
        return locked(now -> users.destroyMatching(infos, now));
    }

    @Override
    public SessionStatistics statistics() {
        Optional<SessionStatistics> read = locked(sessions::statistics);
        while (read.isEmpty()) {
            // Each operation removes some of what has expired, so that other threads do not wait for a million.
            read = locked(sessions::statistics);
        }
        return read.get();
    }

    /** Returns the number of sessions, including expired ones that have not been removed yet. */
    int size() {
        return locked(now -> sessions.size());
    }

    /** Returns the number of records of replaced ids, including those that have ended and have not been removed yet. */
    int records() {
        return locked(now -> sessions.records());
    }

    @Override
    public void close() {
        // Nothing runs in the background, and the sessions end with this object.
    }

    /** Runs an operation, then passes on the events of what it has changed, also if it has failed. */
    private <T> T locked(LongFunction<T> operation) {
        RedoubtInterruptedException.throwIfInterrupted("session");
        boolean hasEvents = false;
        try {
            lock.lock();
            try {
                long now = clock.getAsLong();
                sessions.begin(now);
                return operation.apply(now);
            } finally {
                try {
                    hasEvents = sessions.settle();
                } finally {
                    lock.unlock();
                }
            }
        } finally {
            if (hasEvents) {
                events.passOn();
            }
        }
    }
}
