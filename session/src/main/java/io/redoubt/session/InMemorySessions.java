package io.redoubt.session;

import io.redoubt.api.session.SessionEvent;
import io.redoubt.api.session.SessionEvent.DestroyReason;
import io.redoubt.api.session.SessionStatistics;
import io.redoubt.redis.core.embedded.MemoryAccount;
import io.redoubt.redis.core.embedded.StateMemoryBudget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * State of an in-memory session store: the sessions, the records of replaced ids, the statistics and the memory usage.
 * Each change counts, and adds its event. An expired session ends when it is met. Not thread-safe, except for {@link
 * #iterator()}.
 *
 * <p>Each change is made wholly or not at all, also without memory. So the event of an end is added before the end,
 * which needs no memory; the consumer passes it on after the operation.
 */
final class InMemorySessions {

    /** How many expired sessions, and as many records, are removed at a time: no operation waits for a million. */
    private static final int MAX_REMOVALS = 16;

    private final StateMemoryBudget budget;
    private final MemoryAccount memory;
    private final InMemorySessionIndex index;
    private final InMemoryRotationRecords records;
    private final InMemorySessionStatistics statistics = new InMemorySessionStatistics();
    private final Consumer<List<SessionEvent>> events;
    private boolean hasTold;

    /** @param events takes all of the events of a change, or none if it fails */
    InMemorySessions(StateMemoryBudget budget, Consumer<List<SessionEvent>> events) {
        this.budget = budget;
        this.memory = new MemoryAccount(budget);
        this.index = new InMemorySessionIndex(memory);
        this.records = new InMemoryRotationRecords(memory);
        this.events = events;
    }

    /** Begins an operation: removes a few of the sessions and records that have ended. */
    void begin(long now) {
        hasTold = false;
        statistics.advance(now);
        boolean unused = removeEnded(now);
    }

    /** Ends an operation. Returns whether it has added events. */
    boolean settle() {
        memory.settle();
        return hasTold;
    }

    private boolean removeEnded(long now) {
        int removed = 0;
        Optional<InMemorySessionEntry> first = index.firstToExpire();
        while (removed < MAX_REMOVALS && first.isPresent() && !first.get().isLive(now)) {
            expire(first.get(), now);
            removed++;
            first = index.firstToExpire();
        }
        return removed + records.removeEnded(now, MAX_REMOVALS) > 0;
    }

    private void expire(InMemorySessionEntry entry, long now) {
        StoredSession session = entry.session();
        tell(event(SessionEvent.Type.EXPIRED, entry.id(), null, entry.userId(), null, now));
        index.remove(entry);
        statistics.counters().expired(Math.max(0, session.lastUsed() - session.created()));
    }

    /** Returns the number of sessions, including expired ones that have not been removed yet. */
    int size() {
        return index.size();
    }

    /** Returns the number of records, including those that have ended and have not been removed yet. */
    int records() {
        return records.size();
    }

    /** Returns the statistics; empty while sessions that have expired are still to be removed. */
    Optional<SessionStatistics> statistics(long now) {
        return index.firstToExpire().filter(first -> !first.isLive(now)).isPresent()
                ? Optional.empty()
                : Optional.of(statistics.read(index.size(), index.users()));
    }

    /** Counts that a session was rejected because of the limit of its user. */
    void reject() {
        statistics.counters().rejected();
    }

    /** Returns an iterator over the sessions, for use without a lock, see {@link InMemorySessionIndex#iterator()}. */
    Iterator<InMemorySessionEntry> iterator() {
        return index.iterator();
    }

    /** Returns the session with that id that has not expired. */
    Optional<InMemorySessionEntry> find(HashedSessionId id, long now) {
        Optional<InMemorySessionEntry> found = index.get(id);
        if (found.isPresent() && !found.get().isLive(now)) {
            expire(found.get(), now);
            return Optional.empty();
        }
        return found;
    }

    /** Returns the sessions of a user that have not expired. */
    List<InMemorySessionEntry> ofUser(String userId, long now) {
        List<InMemorySessionEntry> live = new ArrayList<>();
        for (InMemorySessionEntry entry : index.ofUser(userId)) {
            if (entry.isLive(now)) {
                live.add(entry);
            } else {
                expire(entry, now);
            }
        }
        return live;
    }

    /** Returns the record under an id that was replaced. */
    Optional<InMemoryRotationRecord> record(HashedSessionId old, long now) {
        return records.find(old, now);
    }

    /**
     * Rejects a new id that is that of a session, or was that of one a short time ago.
     *
     * @throws IllegalStateException if it is
     */
    void requireFree(HashedSessionId id, long now) {
        if (find(id, now).isPresent() || records.find(id, now).isPresent()) {
            throw SessionId.taken();
        }
        records.remove(id);
    }

    /**
     * Ensures that the sessions may take so many bytes more.
     *
     * @param operation the operation, for the exception
     * @throws io.redoubt.api.StoreRejectedException if the budget is exceeded
     */
    void reserve(long growth, String operation, long now) {
        if (!tryReserve(growth, now)) {
            throw budget.exceeded(operation);
        }
    }

    /**
     * Makes room by the removal of what has ended, and then of as many records as necessary, the oldest first. Removes
     * no record if not even the removal of all would be enough.
     */
    private boolean tryReserve(long growth, long now) {
        boolean isReserved = memory.tryReserve(growth);
        while (!isReserved && removeEnded(now)) {
            isReserved = memory.tryReserve(growth);
        }
        if (isReserved || !memory.tryReserve(growth - records.bytes())) {
            return isReserved;
        }
        while (!memory.tryReserve(growth)) {
            records.removeOldest();
        }
        return true;
    }

    /** Adds a session that begins now. */
    void add(InMemorySessionEntry entry, long now) {
        index.put(entry);
        boolean isTold = false;
        try {
            tell(event(SessionEvent.Type.CREATED, entry.id(), null, entry.userId(), null, now));
            isTold = true;
        } finally {
            if (!isTold) {
                index.remove(entry);
            }
        }
        statistics.counters().created();
    }

    /** Replaces a session by another state of it, which is no event. */
    void replace(InMemorySessionEntry entry) {
        index.put(entry);
    }

    /**
     * Replaces a session by its continuation under another id, and leaves a record under the old one. A session that
     * was of another user is first logged out. If not even the removal of all other records makes room for it, there is
     * none: a lack of memory must not keep an old id alive.
     */
    void move(
            SessionEvent.Type type,
            InMemorySessionEntry old,
            InMemorySessionEntry continued,
            InMemoryRotationRecord rotation,
            long now) {
        List<SessionEvent> told = new ArrayList<>();
        String before = old.userId();
        if (before != null && !before.equals(continued.userId())) {
            told.addAll(event(SessionEvent.Type.LOGGED_OUT, continued.id(), old.id(), before, null, now));
        }
        if (type != SessionEvent.Type.LOGGED_OUT) {
            told.addAll(event(type, continued.id(), old.id(), continued.userId(), null, now));
        }
        boolean isMoved = false;
        try {
            // With the growth of the session, which its caller has reserved, so that the record does not use that up.
            if (tryReserve(InMemoryRotationRecord.BYTES + continued.bytes() - old.bytes(), now)) {
                records.put(old.id(), rotation);
            }
            index.put(continued);
            tell(told);
            index.remove(old);
            isMoved = true;
        } finally {
            if (!isMoved) {
                records.remove(old.id());
                index.remove(continued);
            }
        }
    }

    /** Ends a session that gives way to another one of its user. */
    void evict(InMemorySessionEntry entry, long now) {
        tell(event(SessionEvent.Type.EVICTED, entry.id(), null, entry.userId(), null, now));
        index.remove(entry);
        statistics.counters().evicted(lasted(entry, now));
    }

    /** Ends a session because of a call. */
    void destroy(InMemorySessionEntry entry, DestroyReason reason, long now) {
        tell(event(SessionEvent.Type.DESTROYED, entry.id(), null, entry.userId(), reason, now));
        index.remove(entry);
        statistics.counters().destroyed(lasted(entry, now));
    }

    private static long lasted(InMemorySessionEntry entry, long now) {
        return Math.max(0, now - entry.session().created());
    }

    private void tell(List<SessionEvent> told) {
        hasTold = true;
        events.accept(told);
    }

    private static List<SessionEvent> event(
            SessionEvent.Type type,
            HashedSessionId id,
            @Nullable HashedSessionId previous,
            @Nullable String userId,
            @Nullable DestroyReason reason,
            long now) {
        return List.of(new SessionEvent(
                type,
                id.handle(),
                previous == null ? null : previous.handle(),
                userId,
                reason,
                Instant.ofEpochMilli(now)));
    }
}
