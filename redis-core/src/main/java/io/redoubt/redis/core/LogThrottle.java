package io.redoubt.redis.core;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Throttle that lets through one log line per second, and counts the lines that it suppresses. On request it also lets
 * through a burst of lines at first. A failing server thus does not fill the disk. Thread-safe.
 */
public final class LogThrottle {

    private static final long INTERVAL_NANOS = 1_000_000_000L;

    private final LongSupplier nanoTime;
    private final long burstNanos;
    /** When the next line is allowed, if every line so far had waited for its second. */
    private final AtomicLong nextLineAt;

    private final LongAdder suppressed = new LongAdder();

    /**
     * Creates a throttle that allows the first line.
     *
     * @param nanoTime the monotonic clock, in nanoseconds
     */
    public LogThrottle(LongSupplier nanoTime) {
        this(nanoTime, 1);
    }

    /**
     * Creates a throttle that allows a burst of lines, for each of which a second without a line must pass before it is
     * allowed again.
     *
     * @param nanoTime the monotonic clock, in nanoseconds
     * @param burst how many lines may be written at once
     */
    public LogThrottle(LongSupplier nanoTime, int burst) {
        this.nanoTime = nanoTime;
        this.burstNanos = (burst - 1) * INTERVAL_NANOS;
        this.nextLineAt = new AtomicLong(nanoTime.getAsLong());
    }

    /**
     * Writes one line, unless another line was written less than a second ago and the burst is used up.
     *
     * @param line writes the line; its argument is the text to append: the number of suppressed lines, or an empty
     *     string
     */
    public void pass(Consumer<String> line) {
        long now = nanoTime.getAsLong();
        long next = nextLineAt.get();
        long later = now - next >= 0 ? now : next;
        if (now - next >= -burstNanos && nextLineAt.compareAndSet(next, later + INTERVAL_NANOS)) {
            long count = suppressed.sumThenReset();
            line.accept(count == 0 ? "" : " (and " + count + " more like it since the last line)");
        } else {
            suppressed.increment();
        }
    }
}
