package io.redoubt.jedis;

import io.redoubt.redis.spi.RedisSettings;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many commands may wait for replies, and how many bytes of them for being sent; who comes then is refused.
 * Thread-safe, without locks.
 */
final class Bounds {

    private final int maxCommands;
    private final long maxBytes;
    private final Failures failures;
    private final AtomicInteger commands = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    private Bounds(int maxCommands, long maxBytes, Failures failures) {
        this.maxCommands = maxCommands;
        this.maxBytes = maxBytes;
        this.failures = failures;
    }

    /** Those of the settings. */
    static Bounds of(RedisSettings settings, Failures failures) {
        return new Bounds(settings.maxPending(), settings.maxPendingBytes(), failures);
    }

    /** None, for a connection with one user. */
    static Bounds none(Failures failures) {
        return new Bounds(Integer.MAX_VALUE, Long.MAX_VALUE, failures);
    }

    /**
     * Counts commands in.
     *
     * @throws io.redoubt.redis.spi.DriverException if there would be too many of them, or of their bytes
     */
    Admission admit(int newCommands, long newBytes) {
        int before = commands.get();
        while (newCommands <= maxCommands - before) {
            if (commands.compareAndSet(before, before + newCommands)) {
                return admitBytes(newCommands, newBytes, before);
            }
            before = commands.get();
        }
        throw failures.overloaded(maxCommands + " commands wait already");
    }

    private Admission admitBytes(int newCommands, long newBytes, int before) {
        long waiting = bytes.get();
        while (newBytes <= maxBytes - waiting) {
            if (bytes.compareAndSet(waiting, waiting + newBytes)) {
                return new Admission(newCommands, newBytes, before);
            }
            waiting = bytes.get();
        }
        commands.addAndGet(-newCommands);
        throw failures.overloaded("commands of " + maxBytes + " bytes wait already");
    }

    /** How many commands may wait at the same time. */
    int maxCommands() {
        return maxCommands;
    }

    /** How many commands wait. */
    int pending() {
        return commands.get();
    }

    /** Commands that were counted in. */
    final class Admission {

        private final int before;
        private final AtomicInteger admitted;
        private final AtomicLong unsent;

        private Admission(int commands, long bytes, int before) {
            this.admitted = new AtomicInteger(commands);
            this.unsent = new AtomicLong(bytes);
            this.before = before;
        }

        /** How many commands waited when these came. */
        int before() {
            return before;
        }

        /** They are written. Idempotent. */
        void sent() {
            bytes.addAndGet(-unsent.getAndSet(0));
        }

        /** They have their replies, or nobody waits for these any more; their bytes count until they are sent. */
        void answered() {
            commands.addAndGet(-admitted.getAndSet(0));
        }

        /** Both: they were answered, or given up before they were sent. */
        void end() {
            sent();
            answered();
        }
    }
}
