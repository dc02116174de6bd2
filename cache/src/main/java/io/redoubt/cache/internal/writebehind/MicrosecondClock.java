package io.redoubt.cache.internal.writebehind;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/**
 * Clock that gives the wall-clock time in microseconds and never goes back. Reads the wall clock once and advances by
 * monotonic time from there. Thread-safe.
 */
final class MicrosecondClock {

    private final LongSupplier nanoTime;
    private final long startNanos;
    private final long startMicros;

    MicrosecondClock(LongSupplier nanoTime, Instant now) {
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
        this.startMicros = ChronoUnit.MICROS.between(Instant.EPOCH, now);
    }

    long nowMicros() {
        return startMicros + (nanoTime.getAsLong() - startNanos) / 1000;
    }
}
