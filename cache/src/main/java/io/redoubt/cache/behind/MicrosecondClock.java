package io.redoubt.cache.behind;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/** The wall clock in microseconds, read once, and counted on from there by monotonic time. Thread-safe. */
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
