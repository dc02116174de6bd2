package io.redoubt.session;

import io.redoubt.api.RedoubtException;
import io.redoubt.redis.core.FailureMessageRedactor;
import io.redoubt.redis.core.OutageLog;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.support.DecorrelatedJitter;
import io.redoubt.redis.core.support.InterruptDeferral;
import io.redoubt.redis.core.support.ServiceThread;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Background service of a session store on Redis with two tasks: removing expired sessions, and adding this process's
 * counts to the shared statistics. Both run on the thread {@value #THREAD}, from {@link #start()} until {@link
 * #close()}. While Redis is away, they are tried again after random pauses. The request for the lease of the sweep, the
 * sweep, and the addition each log when they begin to fail, and when they work again in this process, see {@link
 * OutageLog}. Thread-safe.
 */
final class SessionMaintenance implements AutoCloseable {

    static final String THREAD = "redoubt-session-sweep";

    /** How long the last addition of counts may take, and how long the return of the lease. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(SessionMaintenance.class);

    private final ExpirySweeper sweeper;
    private final SweeperLease lease;
    private final RedisSessionStatistics statistics;
    private final Intervals intervals;
    private final LongSupplier nanoTime;
    private final OutageLog leaseLog;
    private final OutageLog sweepLog;
    private final OutageLog flushLog;
    private final ServiceThread thread = new ServiceThread(THREAD, this::runDue);
    private volatile boolean isStarted;
    private volatile boolean isClosing;

    /** Created by the thread in its first run. */
    private @Nullable List<RecurringTask> tasks;

    /**
     * Intervals between the runs of the tasks.
     *
     * @param sweep time between two sweeps. An event {@code EXPIRED} comes after at most two and a half intervals: one
     *     and a half if the sweeping process has just died, and one until another process asks for its lease
     * @param flush time between two additions of counts
     */
    record Intervals(Duration sweep, Duration flush) {

        static final Intervals DEFAULT = new Intervals(Duration.ofSeconds(20), Duration.ofSeconds(5));

        /** Returns the length of the lease of a sweeping process. */
        Duration lease() {
            return sweep.multipliedBy(3).dividedBy(2);
        }
    }

    SessionMaintenance(
            ExpirySweeper sweeper,
            SweeperLease lease,
            RedisSessionStatistics statistics,
            Intervals intervals,
            LongSupplier nanoTime) {
        this.sweeper = sweeper;
        this.lease = lease;
        this.statistics = statistics;
        this.intervals = intervals;
        this.nanoTime = nanoTime;
        this.leaseLog =
                new OutageLog(LOG, "session.sweep, key session:sweeper: taking the lease of the sweep", nanoTime);
        this.sweepLog = new OutageLog(LOG, "session.sweep, key session:*: the sweep of expired sessions", nanoTime);
        this.flushLog = new OutageLog(LOG, "session.statistics, key session:*: adding up what was counted", nanoTime);
    }

    /** Creates the tasks of a store. */
    static SessionMaintenance of(
            RedisOperations calls,
            SessionOperations operations,
            ScriptContext context,
            SessionCounters counters,
            Intervals intervals,
            LongSupplier nanoTime) {
        SessionOperations quiet = operations.quiet();
        SweepScripts scripts = new SweepScripts(context);
        return new SessionMaintenance(
                new ExpirySweeper(quiet, scripts, counters),
                new SweeperLease(quiet, scripts, intervals.lease()),
                new RedisSessionStatistics(calls.quiet(), context, quiet, counters),
                intervals,
                nanoTime);
    }

    /** Starts the thread, unless it was started before. Does not wait. */
    void start() {
        if (!isStarted) {
            thread.wake();
            isStarted = true; // only now: without memory for a thread, the next call tries again
        }
    }

    private Duration runDue() {
        if (isClosing) {
            RecurringTask.Outcome unused = flush();
            return ServiceThread.UNTIL_WOKEN;
        }
        if (tasks == null) {
            // Processes that start together do not sweep in step.
            Duration firstSweep = DecorrelatedJitter.around(intervals.sweep.dividedBy(2));
            tasks = List.of(
                    new RecurringTask(this::flush, intervals.flush, intervals.flush, nanoTime),
                    new RecurringTask(this::sweep, firstSweep, intervals.sweep, nanoTime));
        }
        Duration pause = intervals.sweep;
        for (RecurringTask task : tasks) {
            Duration next = task.runIfDue();
            pause = next.compareTo(pause) < 0 ? next : pause;
        }
        return pause;
    }

    private RecurringTask.Outcome sweep() {
        try {
            boolean isTaken = takeLease();
            leaseLog.succeeded();
            if (isTaken) {
                return sweepWithLease();
            }
            // That another process sweeps says nothing about whether this one could.
            sweeper.restart();
            return RecurringTask.Outcome.DONE;
        } catch (RedoubtException e) {
            sweeper.restart();
            return RecurringTask.Outcome.FAILED;
        }
    }

    private boolean takeLease() {
        boolean isKnown = false;
        try {
            boolean isTaken = lease.take();
            isKnown = true;
            return isTaken;
        } catch (RedoubtException e) {
            leaseLog.failed(e);
            throw e;
        } finally {
            if (!isKnown) {
                // Otherwise a process whose replies are lost would prolong it again and again, and none would sweep.
                release(intervals.lease());
            }
        }
    }

    private RecurringTask.Outcome sweepWithLease() {
        RecurringTask.Outcome outcome = RecurringTask.Outcome.FAILED;
        try {
            outcome = sweeper.sweep(() -> isClosing);
            log(outcome);
        } catch (RedoubtException e) {
            sweepLog.failed(e);
            throw e;
        } finally {
            if (outcome == RecurringTask.Outcome.FAILED) {
                release(intervals.lease()); // another process may be able to
            }
        }
        return outcome;
    }

    private void log(RecurringTask.Outcome outcome) {
        if (outcome == RecurringTask.Outcome.DONE) {
            sweepLog.succeeded();
        } else {
            sweeper.failures().forEach(sweepLog::failed);
        }
    }

    private void release(Duration longest) {
        try {
            lease.release(longest);
        } catch (RedoubtException e) {
            LOG.debug(
                    "the lease of the sweep was not given back, and ends by itself: {}",
                    FailureMessageRedactor.reasonOf(e));
        }
    }

    private RecurringTask.Outcome flush() {
        try {
            if (statistics.flush()) {
                flushLog.succeeded();
            }
            return RecurringTask.Outcome.DONE;
        } catch (RedoubtException e) {
            flushLog.failed(e);
            return RecurringTask.Outcome.FAILED;
        }
    }

    /**
     * Adds the counts that are left, for at most one second; then interrupts the thread, and waits for at most two
     * seconds for its end. If the caller is interrupted, these counts are dropped. Then gives the lease back, in any
     * case, for at most one second more. Idempotent.
     */
    @Override
    public void close() {
        isClosing = true;
        try {
            if (isStarted) {
                thread.wake();
            }
        } finally {
            try {
                boolean unused = thread.close(Thread.currentThread().isInterrupted() ? Duration.ZERO : CLOSE_TIMEOUT);
            } finally {
                // Not by the thread, which may be held up by the counts until it is interrupted.
                InterruptDeferral.during(() -> release(CLOSE_TIMEOUT));
            }
        }
    }
}
