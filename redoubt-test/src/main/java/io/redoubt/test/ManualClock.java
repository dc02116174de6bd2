package io.redoubt.test;

import io.redoubt.redis.core.embedded.MonotonicClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Clock that stands still until a test moves it. Thread-safe.
 *
 * <p>Everything that is stored in an embedded Redoubt ends by this clock: entries, sessions, windows of rate limits,
 * leases of locks. Two background threads wait by it as well: the one that renews locks and detects lost ones, and
 * that of a warmup which repeats. {@link #advance} lets each of them do its work at its time, as in a process that
 * runs; {@link #jump} lets the time pass at once, as in a process that was suspended. Both return when that work is
 * done, but do not wait for what other threads do then: {@code onLost} actions and background refreshes.
 *
 * <p>Not moved by this clock, but by the clock of the machine: how long a caller waits for a lock or for a loader, the
 * pauses before a retry (write-through, write-behind, invalidations), the polls of write-behind, and
 * {@link RedisFaults#slow}. A caller that waits for a lock acquires it within 0.1 seconds after this clock has passed
 * the end of the holder's lease.
 */
public final class ManualClock implements InstantSource {

    private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Instant start;
    private final DiscreteEventClock threads;
    private final ReentrantLock moving = new ReentrantLock();

    private ManualClock(Instant start, Duration patience) {
        this.start = start;
        this.threads = new DiscreteEventClock(patience);
    }

    /** Returns a clock that shows 2030-01-01T00:00:00Z. */
    public static ManualClock create() {
        return startingAt(START);
    }

    /** Returns a clock that shows that time. */
    public static ManualClock startingAt(Instant start) {
        return new ManualClock(start, PATIENCE);
    }

    static ManualClock withPatience(Duration patience) {
        return new ManualClock(START, patience);
    }

    /**
     * Lets time pass, with the background work that falls due on the way, each at its time: a lock with automatic
     * renewal is still held afterwards. Takes real time in proportion to that work.
     *
     * @throws IllegalArgumentException if the duration is negative
     * @throws IllegalStateException if a background thread has not done its work after 10 seconds of real time, since
     *     it waits for something else, such as a loader; the clock then shows the time of that work
     */
    public void advance(Duration duration) {
        long nanos = nanos(duration);
        moving.lock();
        try {
            threads.advanceTo(threads.getAsLong() + nanos);
        } finally {
            moving.unlock();
        }
    }

    /**
     * Lets time pass at once, as for a process that was suspended: a lock whose lease ends meanwhile is lost, also one
     * with automatic renewal.
     *
     * @throws IllegalArgumentException if the duration is negative
     * @throws IllegalStateException if a background thread has not noticed the new time after 10 seconds of real time
     */
    public void jump(Duration duration) {
        long nanos = nanos(duration);
        moving.lock();
        try {
            threads.jumpTo(threads.getAsLong() + nanos);
        } finally {
            moving.unlock();
        }
    }

    /** Returns the time that this clock shows. */
    @Override
    public Instant instant() {
        return start.plusNanos(threads.getAsLong());
    }

    /** Returns this clock in UTC as a {@link Clock}, for the code of the application that takes one. */
    public Clock asClock() {
        return new View(this, ZoneOffset.UTC);
    }

    @Override
    public String toString() {
        return "ManualClock[" + instant() + "]";
    }

    /** Returns the clock by which the embedded features read the time and wait. It starts at zero. */
    MonotonicClock monotonic() {
        return threads;
    }

    private static long nanos(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("a clock does not go back: " + duration);
        }
        return duration.toNanos();
    }

    /** The clock in a time zone. */
    private static final class View extends Clock {

        private final ManualClock clock;
        private final ZoneId zone;

        View(ManualClock clock, ZoneId zone) {
            this.clock = clock;
            this.zone = zone;
        }

        @Override
        public ZoneId getZone() {
            return zone;
        }

        @Override
        public Clock withZone(ZoneId other) {
            return new View(clock, other);
        }

        @Override
        public Instant instant() {
            return clock.instant();
        }
    }
}
