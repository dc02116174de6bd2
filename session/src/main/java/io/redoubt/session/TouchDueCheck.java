package io.redoubt.session;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Check that decides whether a session's last-access time must be updated in Redis. It does not ask the server for the
 * time, but estimates it from the time in the latest reply. Thread-safe.
 *
 * <p>The estimate lags behind the server by the transmission time of a reply and by the drift of the clocks during
 * at most {@value #MAX_AGE_SECONDS} seconds. The host's wall clock is not used, since it may be off by minutes.
 */
final class TouchDueCheck {

    private static final long MAX_AGE_SECONDS = 60;
    private static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(MAX_AGE_SECONDS);

    /** By how much a session's last use may be ahead of the estimate before the estimate counts as wrong. */
    private static final long MAX_AHEAD_MILLIS = 1_000;

    private final LongSupplier nanoTime;
    private final AtomicReference<@Nullable Observation> lastObservation = new AtomicReference<>();

    TouchDueCheck(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private record Observation(long serverMillis, long observedNanos) {}

    /** Records a time that the server has just reported. */
    void observe(long millis) {
        lastObservation.set(new Observation(millis, nanoTime.getAsLong()));
    }

    /**
     * Returns whether a touch of the session is due. Returns true also if the server's time is not known precisely
     * enough: the touch script itself checks whether a touch is due, and its reply provides the time.
     */
    boolean isTouchDue(StoredSession session) {
        Observation observation = lastObservation.get();
        if (observation == null) {
            return true;
        }
        long ageNanos = nanoTime.getAsLong() - observation.observedNanos();
        long unusedMillis = observation.serverMillis() + TimeUnit.NANOSECONDS.toMillis(ageNanos) - session.lastUsed();
        return ageNanos > MAX_AGE_NANOS
                || unusedMillis >= ExpiryRule.touchInterval(session.idleMillis())
                || unusedMillis < -MAX_AHEAD_MILLIS;
    }
}
