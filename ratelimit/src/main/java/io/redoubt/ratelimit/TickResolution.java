package io.redoubt.ratelimit;

import java.time.Duration;

/**
 * How finely time is counted: in steps so wide that a window is at most 2^31 of them, and the age of what is in it can be told
 * from 32 bits.
 *
 * <p>It is a part of the key: a window that is changed across the border begins anew, and is never misread.
 */
enum TickResolution {
    /** One microsecond, for windows of up to 35 minutes. */
    MICROSECOND(1, "us"),
    /** One millisecond, for longer ones. */
    MILLISECOND(1000, "ms");

    private static final Duration MAX_MICROSECOND_WINDOW = Duration.ofMinutes(35);

    private final int micros;
    private final String keySegment;

    TickResolution(int micros, String keySegment) {
        this.micros = micros;
        this.keySegment = keySegment;
    }

    /** The width for a window. */
    static TickResolution of(Duration window) {
        return window.compareTo(MAX_MICROSECOND_WINDOW) <= 0 ? MICROSECOND : MILLISECOND;
    }

    /** The width in microseconds. */
    int micros() {
        return micros;
    }

    /** How it stands in a key. */
    String keySegment() {
        return keySegment;
    }

    /** A window, in ticks. */
    long ticks(Duration window) {
        return window.toNanos() / 1000 / micros;
    }

    /** So many ticks, as a duration. */
    Duration duration(long ticks) {
        return Duration.ofNanos(ticks * micros * 1000);
    }
}
