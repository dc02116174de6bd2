package io.redoubt.ratelimit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/**
 * Estimate of the time on the servers, from which the calendar windows are chosen that a script gets. The script
 * decides by the server's clock, and replies its time where the estimate was so wrong that the windows do not contain
 * it. Thread-safe.
 */
final class ServerTimeEstimate {

    private final LongSupplier nanoTime;
    private volatile Observation observation;

    /** A reading of the server's clock, and of the monotonic clock of this process at that time. */
    private record Observation(long micros, long nanos) {}

    /**
     * Creates an estimate.
     *
     * @param nanoTime the monotonic clock
     * @param now the wall-clock time of this host, which serves until the server has replied its own
     */
    ServerTimeEstimate(LongSupplier nanoTime, Instant now) {
        this.nanoTime = nanoTime;
        this.observation = new Observation(ChronoUnit.MICROS.between(Instant.EPOCH, now), nanoTime.getAsLong());
    }

    /** Returns the estimate in microseconds since 1970. */
    long micros() {
        Observation last = observation;
        return last.micros + (nanoTime.getAsLong() - last.nanos) / 1000;
    }

    /** Corrects the estimate by what a server has replied. */
    void correct(long micros) {
        observation = new Observation(micros, nanoTime.getAsLong());
    }
}
