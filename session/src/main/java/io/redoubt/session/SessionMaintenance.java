package io.redoubt.session;

import io.redoubt.api.RedoubtException;
import io.redoubt.redis.core.support.DecorrelatedJitter;
import io.redoubt.redis.core.support.ServiceThread;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Background tasks of a session store on Redis: the sweep of expired sessions, in one process at a time, and the
 * addition of this process's counts to those of all. Both run on the thread {@value #THREAD}, from {@link #start()}
 * until {@link #close()}. While Redis is away, they are tried again after random pauses; the failures are logged like
 * those of calls. Thread-safe.
 */
final class SessionMaintenance implements AutoCloseable {

    static final String THREAD = "redoubt-session-sweep";

    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(1);

    private final ExpirySweeper sweeper;
    private final SweeperLease lease;
    private final RedisSessionStatistics statistics;
    private final Intervals intervals;
    private final LongSupplier nanoTime;
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
            if (flush() == RecurringTask.Outcome.DONE) {
                release();
            }
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
        return switch (lease.take()) {
            case TAKEN -> RecurringTask.Outcome.DONE;
            case REFUSED -> RecurringTask.Outcome.FAILED;
            case MINE -> {
                RecurringTask.Outcome outcome = RecurringTask.Outcome.FAILED;
                try {
                    outcome = sweeper.sweep(() -> isClosing);
                } finally {
                    if (outcome == RecurringTask.Outcome.FAILED) {
                        release(); // another process may be able to
                    }
                }
                yield outcome;
            }
        };
    }

    private void release() {
        try {
            lease.release();
        } catch (RedoubtException e) {
            // The failure is logged already, and the lease ends by itself.
        }
    }

    private RecurringTask.Outcome flush() {
        try {
            statistics.flush();
            return RecurringTask.Outcome.DONE;
        } catch (RedoubtException e) {
            return RecurringTask.Outcome.FAILED; // and logged already
        }
    }

    /**
     * Adds the counts that are left, and gives the lease back, for at most one second; then interrupts the thread, and
     * waits for at most two seconds for its end. If the caller is interrupted, the counts are dropped. Idempotent.
     */
    @Override
    public void close() {
        isClosing = true;
        if (isStarted) {
            thread.wake();
        }
        boolean unused = thread.close(Thread.currentThread().isInterrupted() ? Duration.ZERO : DRAIN_TIMEOUT);
    }
}
