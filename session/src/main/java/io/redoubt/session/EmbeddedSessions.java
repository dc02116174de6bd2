package io.redoubt.session;

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
 * Sessions in this process, by the rules of the scripts, one operation at a time. Thread-safe.
 *
 * <p>Holds so many sessions at most. One more is refused, in the words of a Redis that is out of memory: to evict another
 * would log out somebody who did nothing. What has expired is removed by the operations that come after.
 */
final class EmbeddedSessions implements SessionTable {

    static final int MOST_SESSIONS = 1_000_000;

    /** How many expired sessions an operation removes beside its own work. */
    private static final int SWEEP = 16;

    private static final Comparator<HeldSession> OLDEST_FIRST = Comparator.comparingLong(
                    (HeldSession held) -> held.session().created())
            .thenComparing(held -> held.id().hash());
    private static final Comparator<HeldSession> LEAST_RECENTLY_USED_FIRST = Comparator.comparingLong(
                    (HeldSession held) -> held.session().lastUsed())
            .thenComparing(OLDEST_FIRST);

    private final SessionSettings settings;
    private final LongSupplier millis;
    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final HeldSessions sessions = new HeldSessions();

    /**
     * @param millis the store's clock, in milliseconds since 1970
     * @param most how many sessions it may hold
     */
    EmbeddedSessions(SessionSettings settings, LongSupplier millis, int most) {
        this.settings = settings;
        this.millis = millis;
        this.most = most;
    }

    @Override
    public StoredSession create(StoredId id, Owner owner, Contents contents) {
        return locked(now -> {
            makeRoom(owner, now);
            if (sessions.size() >= most) {
                throw new StoreRejectedException(
                        "this process holds " + most
                                + " sessions, and that is as many as it may: use Redis, or a shorter" + " idle timeout",
                        "OOM",
                        null);
            }
            StoredSession session = NewbornSession.of(owner, contents, settings, now);
            sessions.put(new HeldSession(id, owner.hash(), session));
            return session;
        });
    }

    private void makeRoom(Owner owner, long now) {
        List<HeldSession> own = sessions.live(owner.hash(), now);
        int tooMany = own.size() + 1 - settings.maxPerUser();
        if (tooMany <= 0) {
            return;
        }
        if (settings.policy() == SessionLimitPolicy.REJECT) {
            throw new SessionLimitException(settings.maxPerUser());
        }
        boolean oldest = settings.policy() == SessionLimitPolicy.EVICT_OLDEST;
        own.stream()
                .sorted(oldest ? OLDEST_FIRST : LEAST_RECENTLY_USED_FIRST)
                .limit(tooMany)
                .forEach(sessions::remove);
    }

    @Override
    public Optional<StoredSession> find(StoredId id) {
        return locked(now -> {
            Optional<HeldSession> found = sessions.live(id, now);
            found.ifPresent(held -> touch(held, now));
            return found.map(HeldSession::session);
        });
    }

    private void touch(HeldSession held, long now) {
        StoredSession session = held.session();
        if (now - session.lastUsed() >= IdleRule.throttle(session.idle())) {
            sessions.put(held.with(session.used(now, session.idle())));
        }
    }

    @Override
    public boolean extend(StoredId id, long idleMillis) {
        return locked(now -> {
            Optional<HeldSession> found = sessions.live(id, now);
            found.ifPresent(held -> sessions.put(held.with(held.session().used(now, idleMillis))));
            return found.isPresent();
        });
    }

    @Override
    public SessionUpdateResult update(StoredId id, Changes changes) {
        return locked(now ->
                sessions.live(id, now).map(held -> update(held, changes)).orElseGet(SessionUpdateResult.Gone::new));
    }

    private SessionUpdateResult update(HeldSession held, Changes changes) {
        StoredSession session = held.session();
        if (changes.expectedVersion().orElse(session.version()) != session.version()) {
            return new SessionUpdateResult.Conflict(session.version());
        }
        if (changes.isEmpty()) {
            return new SessionUpdateResult.Updated(session.version());
        }
        StoredSession changed = session.changed(changes);
        FieldLimits.check(changed.contents());
        sessions.put(held.with(changed));
        return new SessionUpdateResult.Updated(changed.version());
    }

    @Override
    public Optional<StoredSession> rotate(StoredId from, StoredId to) {
        return locked(now -> {
            Optional<HeldSession> found = sessions.live(from, now);
            found.ifPresent(held -> {
                sessions.remove(held);
                sessions.put(new HeldSession(to, held.ownerHash(), held.session()));
            });
            return found.map(HeldSession::session);
        });
    }

    @Override
    public boolean destroy(StoredId id) {
        return locked(now -> destroyed(sessions.live(id, now)));
    }

    @Override
    public boolean destroy(StoredId id, Owner owner) {
        return locked(now ->
                destroyed(sessions.live(id, now).filter(held -> held.ownerHash().equals(owner.hash()))));
    }

    private boolean destroyed(Optional<HeldSession> found) {
        found.ifPresent(sessions::remove);
        return found.isPresent();
    }

    @Override
    public int destroyAll(Owner owner) {
        return locked(now -> {
            List<HeldSession> own = sessions.live(owner.hash(), now);
            own.forEach(sessions::remove);
            return own.size();
        });
    }

    @Override
    public int destroyOthers(StoredId id) {
        return locked(now -> sessions.live(id, now)
                .map(kept -> {
                    List<HeldSession> others = sessions.live(kept.ownerHash(), now).stream()
                            .filter(held -> !held.id().equals(id))
                            .toList();
                    others.forEach(sessions::remove);
                    return others.size();
                })
                .orElse(0));
    }

    @Override
    public List<SessionInfo> list(Owner owner) {
        return locked(now -> sessions.live(owner.hash(), now).stream()
                .map(EmbeddedSessions::info)
                .toList());
    }

    private static SessionInfo info(HeldSession held) {
        StoredSession session = held.session();
        return new SessionInfo(
                session.userId(),
                held.id().hash(),
                Instant.ofEpochMilli(session.created()),
                Instant.ofEpochMilli(session.lastUsed()),
                Instant.ofEpochMilli(session.expiry()),
                session.contents().metadata());
    }

    /** How many sessions are held, expired ones that nobody has removed yet among them. */
    int size() {
        return locked(now -> sessions.size());
    }

    @Override
    public void close() {
        // Nothing runs in the background, and sessions end with their store.
    }

    private <T> T locked(LongFunction<T> operation) {
        lock.lock();
        try {
            long now = millis.getAsLong();
            sessions.expire(now, SWEEP);
            return operation.apply(now);
        } finally {
            lock.unlock();
        }
    }
}
