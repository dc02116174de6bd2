package io.redoubt.session;

import io.redoubt.redis.core.support.DecorrelatedJitter;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Background task with the time of its next run. Not thread-safe. */
final class RecurringTask {

    private final Supplier<Outcome> work;
    private final Duration interval;
    private final LongSupplier nanoTime;
    private final DecorrelatedJitter failurePauses;
    private long next;

    /** Outcome of a run. */
    enum Outcome {
        /** The next run comes after the interval. */
        DONE,
        /** The next run comes at once. */
        MORE,
        /** The next run comes after a random pause, up to the interval. */
        FAILED
    }

    /**
     * @param work may throw, which is a failure too
     * @param first time until the first run
     */
    RecurringTask(Supplier<Outcome> work, Duration first, Duration interval, LongSupplier nanoTime) {
        this.work = work;
        this.interval = interval;
        this.nanoTime = nanoTime;
        this.failurePauses = new DecorrelatedJitter(interval.dividedBy(4), interval);
        this.next = nanoTime.getAsLong() + first.toNanos();
    }

    /** Runs the work if it is due. Returns the time until the next run. */
    Duration runIfDue() {
        if (next - nanoTime.getAsLong() <= 0) {
            // First, so that a run that throws does not keep the thread from its other tasks.
            Duration pause = failurePauses.next();
            next = nanoTime.getAsLong() + pause.toNanos();
            Outcome outcome = work.get();
            if (outcome != Outcome.FAILED) {
                failurePauses.reset();
                pause = outcome == Outcome.MORE ? Duration.ZERO : interval;
            }
            // From the end of the work, which may have waited for a reply for long.
            next = nanoTime.getAsLong() + pause.toNanos();
        }
        return Duration.ofNanos(Math.max(0, next - nanoTime.getAsLong()));
    }
}
