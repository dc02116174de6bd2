package io.redoubt.cache.internal.near;

import io.redoubt.api.cache.NearCacheStatistics.State;
import io.redoubt.redis.core.driver.TrackingSubscription;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * State of the reports to one {@link ChangeReceiver}: whether each change is reported at present, and if not, why.
 * Thread-safe; never blocks.
 */
public final class ReportState {

    private volatile @Nullable TrackingSubscription subscription;
    /** Number of reports that could not be processed, for example without memory; each counts as one of all keys. */
    private final AtomicLong missedReports = new AtomicLong();
    /** How many of them have been treated as a change of all keys. */
    private volatile long recoveredReports;

    private volatile boolean refused;
    private volatile boolean closed;
    private final LongAdder reportedKeys = new LongAdder();
    private volatile String problem = "changes are not reported yet";

    /** Returns whether each requested change is reported at present, and no report was lost in this process. */
    public boolean isActive() {
        TrackingSubscription current = subscription;
        return current != null && !isRecoveryDue() && current.armed();
    }

    /** Returns whether changes have been reported at some time, and the receiver was not closed since. */
    public boolean isStarted() {
        return subscription != null;
    }

    /** Returns whether reports have ended for good. */
    public boolean isClosed() {
        return closed;
    }

    /** Returns whether a report could not be processed, so that all keys count as changed. */
    public boolean isRecoveryDue() {
        return missedReports.get() != recoveredReports;
    }

    /** Returns the number of keys whose change was reported. */
    public long reportedKeys() {
        return reportedKeys.sum();
    }

    /** Counts keys whose change was reported. */
    public void countReported(int keys) {
        reportedKeys.add(keys);
    }

    /** Returns how long ago the servers last answered on the connections for reports; empty before they first did. */
    public Optional<Duration> sinceHeartbeat() {
        TrackingSubscription current = subscription;
        return current == null ? Optional.empty() : current.sinceHeartbeat();
    }

    /** Records that changes are reported by a subscription from now on. Closes an earlier one. */
    public void started(TrackingSubscription started) {
        TrackingSubscription before = subscription;
        refused = false;
        subscription = started;
        if (before != null) {
            before.close();
        }
    }

    /** Records why changes are not reported. */
    public void failed(String reason, boolean isRefusal) {
        problem = reason;
        refused = isRefusal;
    }

    /** Returns why changes are not reported, for a time at which they are not. */
    public String problem() {
        return subscription == null ? problem : "the connection that reports changes was lost, and is being reopened";
    }

    /**
     * Returns the state of a near cache that depends on the reports.
     *
     * @param currentProblem why changes are not reported; empty if they are
     */
    public State state(String currentProblem) {
        if (closed) {
            return State.OFF;
        }
        if (currentProblem.isEmpty()) {
            return State.ACTIVE;
        }
        return refused ? State.REFUSED : State.CONNECTING;
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

    /** Ends the reports. Idempotent. */
    public void close() {
        closed = true;
        problem = "the cache is closed";
        TrackingSubscription current = subscription;
        subscription = null;
        if (current != null) {
            current.close();
        }
    }
}
