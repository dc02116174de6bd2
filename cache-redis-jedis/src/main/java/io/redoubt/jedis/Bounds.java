package io.redoubt.jedis;

import io.redoubt.redis.spi.RedisSettings;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many commands may wait for a connection or a reply, and how many bytes; who comes then is refused.
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

    /** How many more commands may wait at this moment. */
    int freeCommands() {
        return maxCommands - commands.get();
    }

    /** How many more bytes they may have. */
    long freeBytes() {
        return maxBytes - bytes.get();
    }

    /** How many commands wait. */
    int pending() {
        return commands.get();
    }

    /** Commands that were counted in. */
    final class Admission {

        private final int before;
        private final int admitted;
        private final long size;
        private final AtomicBoolean ended = new AtomicBoolean();

        private Admission(int commands, long bytes, int before) {
            this.admitted = commands;
            this.size = bytes;
            this.before = before;
        }

        /** How many commands waited when these came. */
        int before() {
            return before;
        }

        /** Nobody waits for them any more. Idempotent. */
        void end() {
            if (ended.compareAndSet(false, true)) {
                bytes.addAndGet(-size);
                commands.addAndGet(-admitted);
            }
        }
    }
}
