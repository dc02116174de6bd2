package io.redoubt.session;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What time it is on the server, as far as its replies have told, so that a read need not ask. Thread-safe.
 *
 * <p>Runs behind the server by the way of a reply, and by however far the clocks drift in {@value #FRESH_SECONDS} seconds.
 * A host's own wall clock may be off by minutes, and is not looked at.
 */
final class ServerTimeEstimate {

    private static final long MAX_AGE_SECONDS = 60;
    private static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(MAX_AGE_SECONDS);

    /** By how much a session may be newer than this clock before the clock is thought wrong. */
    private static final long MAX_AHEAD_MILLIS = 1_000;

    private final LongSupplier nanoTime;
    private final AtomicReference<@Nullable Observation> lastObservation = new AtomicReference<>();

    ServerTimeEstimate(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private record Observation(long serverMillis, long observedNanos) {}

    /** The server has just said what time it is. */
    void observe(long millis) {
        lastObservation.set(new Observation(millis, nanoTime.getAsLong()));
    }

    /**
     * Whether the use of a session is to be noted now. Also if the server's time is not known well enough: the touch, which
     * looks for itself whether it is due, then brings it.
     */
    boolean isTouchDue(StoredSession session) {
        Observation observation = lastObservation.get();
        if (observation == null) {
            return true;
        }
        long ageNanos = nanoTime.getAsLong() - observation.observedNanos();
        long unusedMillis = observation.serverMillis() + TimeUnit.NANOSECONDS.toMillis(ageNanos) - session.lastUsed();
        return ageNanos > MAX_AGE_NANOS || unusedMillis >= ExpiryRule.touchInterval(session.idleMillis()) || unusedMillis < -MAX_AHEAD_MILLIS;
    }
}
