package io.redoubt.redis.core;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Lets one log line a second pass, and counts those it leaves out, so that a failing server does not fill the disk.
 * Thread-safe.
 */
public final class LogThrottle {

    private static final long INTERVAL_NANOS = 1_000_000_000L;

    private final LongSupplier nanoTime;
    private final AtomicLong nextLineAt;
    private final LongAdder suppressed = new LongAdder();

    /** A throttle that lets the first line pass. */
    public LogThrottle(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.nextLineAt = new AtomicLong(nanoTime.getAsLong());
    }

    /**
     * Has one line written, if its time has come.
     *
     * @param line writes it; is given what to put at its end: the number of lines left out, or nothing
     */
    public void pass(Consumer<String> line) {
        long now = nanoTime.getAsLong();
        long next = nextLineAt.get();
        if (now - next >= 0 && nextLineAt.compareAndSet(next, now + INTERVAL_NANOS)) {
            long count = suppressed.sumThenReset();
            line.accept(count == 0 ? "" : " (and " + count + " more like it since the last line)");
        } else {
            suppressed.increment();
        }
    }
}
