package io.redoubt.redis.core;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Lets one log line a second pass, and counts those it leaves out, so that a failing server does not fill the disk.
 * Thread-safe.
 */
public final class LogThrottle {

    private static final long INTERVAL_NANOS = 1_000_000_000L;

    private final LongSupplier nanoTime;
    private final AtomicLong nextLine;
    private final LongAdder leftOut = new LongAdder();

    /** A throttle that lets the first line pass. */
    public LogThrottle(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.nextLine = new AtomicLong(nanoTime.getAsLong());
    }

    /** Runs the action, which writes one line, if its time has come. */
    public void pass(Line line) {
        long now = nanoTime.getAsLong();
        long next = nextLine.get();
        if (now - next >= 0 && nextLine.compareAndSet(next, now + INTERVAL_NANOS)) {
            long more = leftOut.sumThenReset();
            line.write(more == 0 ? "" : " (and " + more + " more like it since the last line)");
        } else {
            leftOut.increment();
        }
    }

    /** Writes one line. */
    @FunctionalInterface
    public interface Line {

        /**
         * Writes it.
         *
         * @param leftOut what to put at its end: the number of lines left out, or nothing
         */
        void write(String leftOut);
    }
}
