package io.redoubt.ratelimit;

import java.time.Duration;

/**
 * Time unit in which a ring measures its window: microseconds for windows of up to 35 minutes, otherwise milliseconds.
 * A window has at most 2^31 ticks, so that the age of an entry can be determined from 32 bits.
 */
enum TickResolution {
    /** One microsecond, for windows of up to 35 minutes. */
    MICROSECOND(1),
    /** One millisecond, for longer windows. */
    MILLISECOND(1000);

    private static final Duration MAX_MICROSECOND_WINDOW = Duration.ofMinutes(35);

    private final int micros;

    TickResolution(int micros) {
        this.micros = micros;
    }

    /** Returns the resolution for a window. */
    static TickResolution of(Duration window) {
        return window.compareTo(MAX_MICROSECOND_WINDOW) <= 0 ? MICROSECOND : MILLISECOND;
    }

    /** Returns the length of a tick in microseconds. */
    int micros() {
        return micros;
    }

    /** Returns the length of a window in ticks. */
    long ticks(Duration window) {
        return window.toNanos() / 1000 / micros;
    }
}
