package io.redoubt.lettuce;

import java.util.concurrent.atomic.AtomicLong;

/** Limit on the number of commands that are pending at a time, and on their total size in bytes. Thread-safe. */
record PendingLimit(long maxCommands, long maxBytes, AtomicLong commands, AtomicLong bytes) {

    PendingLimit(long maxCommands, long maxBytes) {
        this(maxCommands, maxBytes, new AtomicLong(), new AtomicLong());
    }

    /**
     * Acquires room for a number of commands with a total size in bytes. Returns false, and acquires nothing, if
     * there is not enough room.
     */
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

    /** Returns whether the amount could be acquired if nothing else were pending. */
    boolean everAdmits(int count, long size) {
        return count <= maxCommands && size <= maxBytes;
    }
}
