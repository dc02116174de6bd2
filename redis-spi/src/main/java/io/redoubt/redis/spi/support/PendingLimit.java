package io.redoubt.redis.spi.support;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Limiter for the number and the total size of pending commands: those accepted from callers but not yet answered.
 * Thread-safe.
 */
public final class PendingLimit {

    private final long maxCommands;
    private final long maxBytes;
    private final AtomicLong commands = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    /** Creates a limit under which nothing is pending. */
    public PendingLimit(long maxCommands, long maxBytes) {
        this.maxCommands = maxCommands;
        this.maxBytes = maxBytes;
    }

    /**
     * Admits a number of commands with a total size in bytes, which are then pending until they are released. Returns
     * false, and admits nothing, if too much would be pending.
     */
    public boolean tryAcquire(int count, long size) {
        if (!tryAdd(commands, count, maxCommands)) {
            return false;
        }
        boolean admitted = tryAdd(bytes, size, maxBytes);
        if (!admitted) {
            commands.addAndGet(-count);
        }
        return admitted;
    }

    private static boolean tryAdd(AtomicLong pending, long amount, long max) {
        for (long now = pending.get(); amount <= max - now; now = pending.get()) {
            if (pending.compareAndSet(now, now + amount)) {
                return true;
            }
        }
        return false;
    }

    /** Releases commands that were admitted. To be called once for each admission. */
    public void release(int count, long size) {
        commands.addAndGet(-count);
        bytes.addAndGet(-size);
    }

    /** Returns the number of pending commands. */
    public int commands() {
        return commands.intValue();
    }

    /** Returns the total size of the pending commands in bytes. */
    public long bytes() {
        return bytes.get();
    }

    /** Returns the maximum number of pending commands. */
    public long maxCommands() {
        return maxCommands;
    }

    /** Returns the maximum total size of pending commands in bytes. */
    public long maxBytes() {
        return maxBytes;
    }
}
