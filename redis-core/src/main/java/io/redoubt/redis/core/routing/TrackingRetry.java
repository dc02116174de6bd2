package io.redoubt.redis.core.routing;

import io.redoubt.redis.ReconnectSettings;
import io.redoubt.redis.core.support.DecorrelatedJitter;
import io.redoubt.redis.spi.DriverException.Kind;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Timer for the next attempt to connect to the servers that report changes. At most one attempt is scheduled at a time.
 * An attempt that could not be scheduled, for example without memory, counts as lost, and {@link #scheduleIfLost()}
 * schedules it. Thread-safe, apart from the pauses after failures.
 */
final class TrackingRetry {

    private final BackgroundScheduler scheduler;
    private final Runnable attempt;
    private final DecorrelatedJitter failurePauses;
    private final DecorrelatedJitter refusalPauses;
    // Created in advance, since there may be no memory later.
    private final Supplier<Duration> afterFailure;
    private final Supplier<Duration> afterRefusal;
    /**
     * The pause before an attempt that may have been lost. At least as long as routers wait before they tell of a
     * change, so that these attempts do not outrun them.
     */
    private final Supplier<Duration> afterLoss;

    private final AtomicBoolean isScheduled = new AtomicBoolean();
    private final AtomicBoolean isLost = new AtomicBoolean();

    /**
     * Creates a timer without an attempt.
     *
     * @param attempt runs on a background thread
     */
    TrackingRetry(BackgroundScheduler scheduler, ReconnectSettings settings, Runnable attempt) {
        this.scheduler = scheduler;
        this.attempt = attempt;
        this.failurePauses = ReconnectingPushConnection.reconnectPauses(settings);
        this.refusalPauses = ReconnectingPushConnection.refusedPauses(settings);
        this.afterFailure = failurePauses::next;
        this.afterRefusal = refusalPauses::next;
        Duration shortest = settings.shortest();
        Duration announced = StandaloneRouter.ANNOUNCEMENT_PAUSE;
        Duration lostPause = shortest.compareTo(announced) < 0 ? announced : shortest;
        this.afterLoss = () -> lostPause;
    }

    /** Schedules an attempt after one that has failed. Not thread-safe. */
    void scheduleAfter(Kind failure) {
        schedule(failure == Kind.ACCESS_DENIED ? afterRefusal : afterFailure);
    }

    /** Begins with the shortest pauses again, after a success. Not thread-safe. */
    void reset() {
        failurePauses.reset();
        refusalPauses.reset();
    }

    /** Schedules an attempt, unless one is scheduled. It counts as lost if this throws. */
    void schedule(Supplier<Duration> pause) {
        if (!isScheduled.compareAndSet(false, true)) {
            return;
        }
        boolean done = false;
        try {
            scheduler.schedule(pause.get(), () -> {
                isScheduled.set(false);
                attempt.run();
            });
            done = true;
        } finally {
            if (!done) {
                isScheduled.set(false);
                isLost.set(true);
            }
        }
    }

    /** Records that it is not certain that another attempt will be made. Allocates nothing. */
    void markLost() {
        isLost.set(true);
    }

    /** Schedules an attempt that counts as lost. Never throws; if it fails, the attempt still counts as lost. */
    void scheduleIfLost() {
        if (isLost.compareAndSet(true, false)) {
            try {
                schedule(afterLoss);
            } catch (Throwable noMemory) {
                isLost.set(true); // The next call tries again.
            }
        }
    }
}
