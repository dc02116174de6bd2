package io.redoubt.lettuce;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many commands, and bytes of them, may wait at a time. What was admitted is given back exactly once, whatever becomes
 * of it. Thread-safe.
 */
final class Bounds {

    private final int most;
    private final long mostBytes;
    private final AtomicInteger commands = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    Bounds(int most, long mostBytes) {
        this.most = most;
        this.mostBytes = mostBytes;
    }

    /** None, for connections of one user. */
    static Bounds none() {
        return new Bounds(Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    /** Takes room for commands of so many bytes together; false, and nothing is taken, if there is not enough. */
    boolean admit(int count, long size) {
        int had;
        do {
            had = commands.get();
            if (count > most - had) {
                return false;
            }
        } while (!commands.compareAndSet(had, had + count));
        long hadBytes;
        do {
            hadBytes = bytes.get();
            if (size > mostBytes - hadBytes) {
                commands.addAndGet(-count);
                return false;
            }
        } while (!bytes.compareAndSet(hadBytes, hadBytes + size));
        return true;
    }

    void release(int count, long size) {
        commands.addAndGet(-count);
        bytes.addAndGet(-size);
    }

    /** Whether so much could be admitted if there were nothing else. */
    boolean everAdmit(int count, long size) {
        return count <= most && size <= mostBytes;
    }

    /** How many commands are admitted. */
    int admitted() {
        return commands.get();
    }

    int most() {
        return most;
    }

    long mostBytes() {
        return mostBytes;
    }
}
