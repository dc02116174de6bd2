package io.redoubt.ratelimit;

import java.time.Duration;

/**
 * Time unit in which a rate limit's window is measured: microseconds for windows of up to 35 minutes, otherwise
 * milliseconds. A window has at most 2^31 ticks, so that the age of an entry can be determined from 32 bits.
 *
 * <p>The resolution is part of the key: a window that changes from one to the other starts empty, and is never
 * misread.
 */
enum TickResolution {
    /** One microsecond, for windows of up to 35 minutes. */
    MICROSECOND(1, "us"),
    /** One millisecond, for longer windows. */
    MILLISECOND(1000, "ms");

    private static final Duration MAX_MICROSECOND_WINDOW = Duration.ofMinutes(35);

    private final int micros;
    private final String keySegment;

    TickResolution(int micros, String keySegment) {
        this.micros = micros;
        this.keySegment = keySegment;
    }

    /** Returns the resolution for a window. */
    static TickResolution of(Duration window) {
        return window.compareTo(MAX_MICROSECOND_WINDOW) <= 0 ? MICROSECOND : MILLISECOND;
    }

    /** Returns the length of a tick in microseconds. */
    int micros() {
        return micros;
    }

    /** Returns the segment of keys that denotes this resolution. */
    String keySegment() {
        return keySegment;
    }

    /** Returns the length of a window in ticks. */
    long ticks(Duration window) {
        return window.toNanos() / 1000 / micros;
    }

    /** Returns a number of ticks as a duration. */
    Duration duration(long ticks) {
        return Duration.ofNanos(ticks * micros * 1000);
    }
}
