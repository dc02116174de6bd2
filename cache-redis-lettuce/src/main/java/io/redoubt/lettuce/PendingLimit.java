package io.redoubt.lettuce;

import java.util.concurrent.atomic.AtomicLong;

/** Limit on how many commands, and bytes of them, are pending at a time. Thread-safe. */
record PendingLimit(long maxCommands, long maxBytes, AtomicLong commands, AtomicLong bytes) {

    PendingLimit(long maxCommands, long maxBytes) {
        this(maxCommands, maxBytes, new AtomicLong(), new AtomicLong());
    }

    /** Takes room for commands of so many bytes together; false, and nothing is taken, if there is not enough. */
    boolean tryAcquire(int count, long size) {
        if (!tryAdd(commands, count, maxCommands)) {
            return false;
        }
        boolean enough = tryAdd(bytes, size, maxBytes);
        if (!enough) {
            commands.addAndGet(-count);
        }
        return enough;
    }

    private static boolean tryAdd(AtomicLong used, long amount, long max) {
        for (long had = used.get(); amount <= max - had; had = used.get()) {
            if (used.compareAndSet(had, had + amount)) {
                return true;
            }
        }
        return false;
    }

    void release(int count, long size) {
        commands.addAndGet(-count);
        bytes.addAndGet(-size);
    }

    /** Whether so much could be acquired if nothing else were. */
    boolean everAdmits(int count, long size) {
        return count <= maxCommands && size <= maxBytes;
    }
}
