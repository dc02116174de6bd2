package io.redoubt.session;

import io.redoubt.api.cache.NearCacheStatistics;
import io.redoubt.api.cache.NearCacheStatistics.State;
import io.redoubt.api.session.SessionNearCacheSettings;
import io.redoubt.caffeine.BoundedCache;
import io.redoubt.caffeine.ChangeRecords;
import io.redoubt.redis.core.driver.TrackingListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Near cache (a bounded cache in this process) of the sessions that were found, by the hashes of their ids.
 * Thread-safe; does no I/O on the caller's thread.
 *
 * <p>A copy is used until its session changes, at most until the session ends by the time to live that its key had when
 * it was read, and at most for the maximum age. Redis reports each change of a session by whichever client
 * ({@link SessionChangeSubscription}); while it does not, copies are neither used nor kept. Each script of this process
 * that may change a session drops the copies of the keys that it declares before its call returns. A session is kept
 * only if it has not changed since its read began.
 */
final class NearSessions implements TrackingListener, AutoCloseable {

    /** Smallest number of copies that are added between two searches for those that are over. */
    private static final int MIN_FILLS_PER_SEARCH = 1_000;

    private static final String MISSED = "a reported change could not be processed; the next find drops all copies";

    private final SessionKeys keys;
    private final Duration maxAge;
    private final LongSupplier nanoTime;
    private final SessionChangeSubscription changes;
    private final TimeToLiveAccess timeToLive;
    private volatile boolean isUsed;
    private final BoundedCache<NearSession> copies;
    /** Counts changes. */
    private final AtomicLong time = new AtomicLong(1);

    private final ChangeRecords changed = new ChangeRecords();
    /** Number of gaps so far. Copies of an earlier epoch are not used. */
    private final AtomicInteger epoch = new AtomicInteger();

    private final MissedChanges missedChanges = new MissedChanges();
    private final AtomicBoolean isFilled = new AtomicBoolean();
    private final AtomicLong fillsUntilSearch = new AtomicLong(MIN_FILLS_PER_SEARCH);
    private final NearSessionCounters counters = new NearSessionCounters();

    /**
     * Creates an empty near cache, which uses no thread and no connection before {@link #start()}.
     *
     * @param subscription creates the subscription to the changes, of which it tells the listener
     */
    NearSessions(
            SessionNearCacheSettings settings,
            SessionKeys keys,
            Function<TrackingListener, SessionChangeSubscription> subscription,
            LongSupplier nanoTime) {
        this.keys = keys;
        this.maxAge = settings.maxAge();
        this.nanoTime = nanoTime;
        this.changes = subscription.apply(this);
        this.timeToLive = new TimeToLiveAccess(nanoTime);
        this.copies = BoundedCache.of(settings.maxEntries(), copy -> 1);
    }

    /** Asks for reports of changes in the background, unless that was done. Never throws: sessions work without. */
    void start() {
        isUsed = true;
        try {
            changes.start();
        } catch (Throwable noMemory) {
            // The next read tries again.
        }
    }

    /** Returns whether this was started. */
    boolean isUsed() {
        return isUsed;
    }

    /** Returns the copy of a session if it is known to be current; null if the session must be read from Redis. */
    @Nullable
    StoredSession find(HashedSessionId id) {
        NearSession copy = copies.get(id.hash());
        if (copy != null && isCurrent(id, copy)) {
            counters.hits.increment();
            return copy.session();
        }
        counters.misses.increment();
        return null;
    }

    private boolean isCurrent(HashedSessionId id, NearSession copy) {
        if (!isReporting() || copy.epoch() != epoch.get()) {
            return false;
        }
        if (copy.isOver(nanoTime.getAsLong())) {
            copies.remove(id.hash(), copy);
            return false;
        }
        return true;
    }

    private boolean isReporting() {
        return changes.isActive() && !missedChanges.isRecoveryDue();
    }

    /** Begins a read of a session, before it is sent. */
    NearSessionStamp beginRead() {
        try {
            changes.start(); // an earlier attempt may have been lost, for example without memory
            missedChanges.recover(this::dropAll);
            int currentEpoch = epoch.get();
            long now = time.get();
            return isReporting() && timeToLive.isAsked()
                    ? new NearSessionStamp(now, currentEpoch, nanoTime.getAsLong())
                    : NearSessionStamp.NOT_KEPT;
        } catch (Throwable noMemory) {
            return NearSessionStamp.NOT_KEPT; // the read succeeds without a near cache
        }
    }

    /** Returns the record of whether the server tells what {@link #keep} needs. */
    TimeToLiveAccess timeToLive() {
        return timeToLive;
    }

    /**
     * Keeps a copy of a session that was read, unless it may have changed since the read began.
     *
     * @param remainingMillis the time to live that its key had during the read; if not positive, it is not kept
     */
    void keep(HashedSessionId id, StoredSession session, long remainingMillis, NearSessionStamp stamp) {
        if (!stamp.mayBeKept()) {
            return;
        }
        boolean isKept = false;
        try {
            isKept = remainingMillis > 0
                    && session.bytes() <= SessionNearCacheSettings.MAX_ENTRY_BYTES
                    && isAdded(id, session, remainingMillis, stamp);
        } catch (Throwable noMemory) {
            // The read has succeeded, and the next one does without a copy.
        }
        if (!isKept) {
            counters.refusedFills.increment();
        }
    }

    private boolean isAdded(HashedSessionId id, StoredSession session, long remainingMillis, NearSessionStamp stamp) {
        // Counted from before the read, so that a copy never outlives its session.
        long life = Math.min(TimeUnit.MILLISECONDS.toNanos(remainingMillis), maxAge.toNanos());
        NearSession copy = new NearSession(session, stamp.nanos() + life, stamp.epoch());
        isFilled.set(true); // first: a gap is counted if there may be copies
        boolean isAdded = copies.putIf(id.hash(), copy, () -> isUnchangedSince(stamp, id));
        if (isAdded && fillsUntilSearch.decrementAndGet() <= 0) {
            dropThoseThatAreOver();
        }
        return isAdded;
    }

    private boolean isUnchangedSince(NearSessionStamp stamp, HashedSessionId id) {
        return isReporting() && epoch.get() == stamp.epoch() && changed.isUnchangedSince(id.hash(), stamp.time());
    }

    private void dropThoseThatAreOver() {
        // First, so that no other thread searches at the same time.
        fillsUntilSearch.set(Math.max(MIN_FILLS_PER_SEARCH, copies.size() / 4));
        long now = nanoTime.getAsLong();
        copies.removeIf(copy -> copy.isOver(now));
    }

    /**
     * Drops the copies of sessions that were changed, or may have been. Never throws, since the change was made.
     *
     * @param physicalKeys of these, those of other things than sessions are skipped
     */
    void changed(List<byte[]> physicalKeys) {
        int unused = dropped(physicalKeys);
    }

    /** Drops the copies of sessions that calls may have changed. Never throws, since the calls were made. */
    void changedByEach(List<? extends ScriptCall<?>> calls) {
        boolean isDone = false;
        try {
            for (ScriptCall<?> call : calls) {
                changed(call.keys());
            }
            isDone = true;
        } catch (Throwable noMemory) {
            // No copy is used until all were dropped.
        } finally {
            missedChanges.countUnless(isDone);
        }
    }

    private int dropped(List<byte[]> physicalKeys) {
        int sessions = 0;
        boolean isDone = false;
        try {
            for (byte[] key : physicalKeys) {
                String hash = keys.hashIn(key);
                if (hash != null) {
                    drop(hash);
                    sessions++;
                }
            }
            isDone = true;
        } catch (Throwable noMemory) {
            // No copy is used until all were dropped.
        } finally {
            missedChanges.countUnless(isDone);
        }
        return sessions;
    }

    private void drop(String hash) {
        changed.changed(hash, time.incrementAndGet()); // first: what was read before is not kept after the removal
        boolean unused = copies.remove(hash);
    }

    private void dropAll() {
        if (isFilled.getAndSet(false)) {
            counters.gaps.increment();
        }
        epoch.incrementAndGet(); // before the removal, which may overlook a copy that is being added
        copies.clear();
    }

    @Override
    public void onInvalidate(List<byte[]> physicalKeys) {
        counters.reportedSessions.add(dropped(physicalKeys));
    }

    @Override
    public void onGap() {
        boolean isDone = false;
        try {
            dropAll();
            isDone = true;
        } finally {
            missedChanges.countUnless(isDone);
        }
    }

    /** Returns why copies are not used, or kept, at present; empty while they are, and before {@link #start()}. */
    String problem() {
        return isUsed ? reason(state()) : "";
    }

    private State state() {
        State reports = missedChanges.isRecoveryDue() ? State.CONNECTING : changes.state();
        return reports == State.ACTIVE && !timeToLive.problem().isEmpty() ? State.REFUSED : reports;
    }

    private String reason(State state) {
        if (state == State.ACTIVE) {
            return "";
        }
        if (missedChanges.isRecoveryDue()) {
            return MISSED;
        }
        String refusal = timeToLive.problem();
        return changes.isActive() && !refusal.isEmpty() ? refusal : changes.reason();
    }

    NearCacheStatistics statistics() {
        State state = state();
        return counters.statistics(state, reason(state), copies.statistics(), changes.sinceHeartbeat());
    }

    /** Ends the reports and drops all copies. Idempotent. */
    @Override
    public void close() {
        try {
            changes.close();
        } finally {
            dropAll();
        }
    }
}
