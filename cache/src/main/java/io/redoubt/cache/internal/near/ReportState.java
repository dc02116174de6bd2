package io.redoubt.cache.internal.near;

import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.NearCacheStatistics.State;
import io.redoubt.redis.core.driver.Subscription;
import io.redoubt.redis.core.driver.TrackingSubscription;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * State of the change reports to one {@link ChangeReceiver}: required keys, active subscription, and the reason for
 * missing reports. Thread-safe; never blocks for long.
 */
public final class ReportState {

    private static final String LOST = "the connection that reports changes was lost, and is being reopened";
    private static final String LOST_MESSAGES =
            "the connection for messages of other processes was lost, and is being reopened";
    private static final String NOT_YET = "changes are not reported yet";
    private static final String MISSED = "a reported change could not be processed; the next read drops all values";

    private final ReentrantLock lock = new ReentrantLock();
    /** Keys whose changes are to be reported. Written under the lock. */
    private volatile Scope required = Scope.NOTHING;
    /** Written under the lock. */
    private volatile @Nullable Active active;

    /** Whether the servers refuse to report changes. Written under the lock. */
    private volatile boolean refused;
    /** Written under the lock. */
    private volatile boolean closed;
    /** Written under the lock. */
    private volatile String problem = NOT_YET;
    /** Whether nobody could be asked to subscribe again, for example without memory. */
    private volatile boolean isAskingDue;
    /** Number of reports that could not be processed, for example without memory; each counts as one of all keys. */
    private final AtomicLong missedReports = new AtomicLong();
    /** How many of them have been treated as a change of all keys. */
    private volatile long recoveredReports;

    private final LongAdder reportedKeys = new LongAdder();

    /** Set of the keys whose changes are reported to a receiver. */
    public enum Scope {
        /** Nothing is reported. */
        NOTHING,
        /** The versions of a region and of its tags. */
        VERSIONS,
        /** All keys. */
        ALL
    }

    /** Origin of the reports. */
    public enum Origin {
        /** The servers, which report the changes of all programs. */
        SERVER,
        /** Other processes, each of which reports its own changes, by messages that may be lost. */
        MESSAGES
    }

    /**
     * State of the change reports on which one near cache relies.
     *
     * @param reason why the state is not {@link State#ACTIVE}; empty if it is
     */
    public record Status(State state, String reason) {

        /** State of reports that come from the servers. */
        public static final Status IN_USE = new Status(State.ACTIVE, "");

        /** Returns why no values are kept; empty while they are. */
        public String problem() {
            return state == State.ACTIVE || state == State.MESSAGES ? "" : reason;
        }
    }

    /** Active subscription to change reports, with their origin and the keys that they cover. */
    private record Active(Subscription subscription, Origin origin, Scope scope) {

        boolean suits(NearCacheSettings settings) {
            return origin == Origin.SERVER || settings.isMessagingIfTrackingRefused();
        }
    }

    /** Requires changes of some keys to be reported. */
    public void require(Scope scope) {
        lock.lock();
        try {
            required = required.compareTo(scope) < 0 ? scope : required;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the keys whose changes are to be reported. */
    public Scope required() {
        return required;
    }

    /**
     * Returns whether a source has to be asked for reports: changes of more keys are to be reported than are, or the
     * source could not begin with it when it was asked.
     */
    public boolean isSubscriptionMissing() {
        Active current = active;
        return !closed && (isAskingDue || required.compareTo(current == null ? Scope.NOTHING : current.scope) > 0);
    }

    /** Records whether the source could not begin with what it was asked for, so that it has to be asked again. */
    void askAgain(boolean isDue) {
        isAskingDue = isDue;
    }

    /** Returns whether changes are reported by messages of other processes, or will be when they are received again. */
    public boolean isByMessages() {
        Active current = active;
        return current != null && current.origin == Origin.MESSAGES;
    }

    /** Returns how long a value may be kept in nanoseconds, since changes by some programs are not reported. */
    public long maxAgeNanos() {
        return isByMessages() ? NearCacheSettings.MAX_AGE_WITH_MESSAGES.toNanos() : Long.MAX_VALUE;
    }

    /**
     * Records that changes of some keys are reported from now on, and ends what was reported before.
     *
     * @param allChanged records that all keys may have changed; called before and after that
     */
    public void start(Subscription started, Origin origin, Scope scope, Runnable allChanged) {
        allChanged.run(); // first: what was read until now was not covered
        Active before = exchange(new Active(started, origin, scope));
        // Nothing is thrown from here on: the caller would close the subscription that is in use now.
        try {
            allChanged.run(); // again: what was kept meanwhile may have been allowed to live longer
        } catch (Throwable noMemory) {
            reportMissed(); // so nothing is trusted until it was done
        }
        if (before != null) {
            closeQuietly(before.subscription);
        }
    }

    private static void closeQuietly(Subscription replaced) {
        try {
            replaced.close();
        } catch (Throwable e) {
            // What it still reports only removes values.
        }
    }

    private @Nullable Active exchange(@Nullable Active next) {
        lock.lock();
        try {
            Active before = active;
            active = next;
            if (next != null && next.origin == Origin.SERVER) {
                refused = false;
                problem = closed ? problem : NOT_YET; // for the next time
            }
            return before;
        } finally {
            lock.unlock();
        }
    }

    /** Records why the servers do not report changes. Without effect after {@link #close()}. */
    public void failed(String reason, boolean isRefusal) {
        lock.lock();
        try {
            if (!closed) {
                problem = reason;
                refused = isRefusal;
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Records that the servers refuse to report changes, and ends what they reported before, unless that works all the
     * same. Without effect after {@link #close()}.
     *
     * @return whether that works all the same, and covers whatever is required
     */
    public boolean refused(String reason) {
        if (isReportedAsRequired()) {
            return true;
        }
        failed(reason, true);
        Active current = active;
        if (current != null && current.origin == Origin.SERVER && !current.subscription.armed() && isEnded(current)) {
            closeQuietly(current.subscription);
        }
        return isReportedAsRequired();
    }

    @SuppressWarnings("ReferenceEquality") // an equal one that was made later is not ended
    private boolean isEnded(Active current) {
        lock.lock();
        try {
            boolean isCurrent = active == current;
            active = isCurrent ? null : active;
            return isCurrent;
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether the servers report at present whatever is required. */
    public boolean isReportedAsRequired() {
        Active current = active;
        return current != null
                && current.origin == Origin.SERVER
                && required.compareTo(current.scope) <= 0
                && current.subscription.armed();
    }

    /** Ends the reports. Idempotent. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            problem = "the cache is closed";
        } finally {
            lock.unlock();
        }
        Active before = exchange(null);
        if (before != null) {
            before.subscription.close();
        }
    }

    /**
     * Returns whether changes of these keys are reported at present, by servers or by other processes, and no report
     * was lost in this process.
     */
    public boolean cover(Scope scope) {
        return covers(active, scope);
    }

    /** Returns whether changes of these keys are reported by the servers at present, so that none can be missed. */
    public boolean coverByServers(Scope scope) {
        Active current = active;
        return current != null && current.origin == Origin.SERVER && covers(current, scope);
    }

    /** Returns whether changes of all keys are reported at present in a way that suits these settings. */
    public boolean cover(NearCacheSettings settings) {
        Active current = active;
        return current != null && current.suits(settings) && covers(current, Scope.ALL);
    }

    private boolean covers(@Nullable Active current, Scope scope) {
        return current != null
                && (current.scope == scope || current.scope.compareTo(scope) > 0)
                && !isRecoveryDue()
                && current.subscription.armed();
    }

    /** Returns the state of a near cache with these settings. */
    public Status status(NearCacheSettings settings) {
        Active current = active;
        if (closed) {
            return new Status(State.OFF, problem);
        }
        if (current == null || current.scope != Scope.ALL || !current.suits(settings)) {
            return new Status(refused ? State.REFUSED : State.CONNECTING, problem);
        }
        boolean isByMessages = current.origin == Origin.MESSAGES;
        if (!current.subscription.armed()) {
            return new Status(State.CONNECTING, isByMessages ? LOST_MESSAGES : LOST);
        }
        if (isRecoveryDue()) {
            return new Status(State.CONNECTING, MISSED);
        }
        return isByMessages
                ? new Status(State.MESSAGES, problem + ". Other processes report their changes by messages instead")
                : Status.IN_USE;
    }

    /** Returns the number of keys whose change was reported. */
    public long reportedKeys() {
        return reportedKeys.sum();
    }

    /** Counts keys whose change was reported. */
    public void countReported(int keys) {
        reportedKeys.add(keys);
    }

    /**
     * Returns how long ago the servers last answered on the connections on which they report changes; empty before they
     * first did, and while changes are reported by messages.
     */
    public Optional<Duration> sinceHeartbeat() {
        Active current = active;
        return current != null && current.subscription instanceof TrackingSubscription tracking
                ? tracking.sinceHeartbeat()
                : Optional.empty();
    }

    /** Returns whether a report could not be processed, so that all keys count as changed. */
    public boolean isRecoveryDue() {
        return missedReports.get() != recoveredReports;
    }

    /** Lets a change that could not be processed, for example without memory, count as one of all keys later. */
    public void countMissedUnless(boolean isProcessed) {
        if (!isProcessed) {
            reportMissed();
        }
    }

    /** Records that changes may have been missed. Treated when the store is read the next time. */
    public void reportMissed() {
        missedReports.incrementAndGet();
    }

    /** Treats the reports that could not be processed as a change of all keys. */
    public void recover(Runnable discardAll) {
        long missed = missedReports.get();
        discardAll.run();
        recoveredReports = missed;
    }
}
