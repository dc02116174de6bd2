package io.redoubt.redis.core.embedded;

import io.redoubt.api.StoreRejectedException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory limit in bytes for data that in-memory stores never evict: sessions, rate limits, locks and pending writes.
 * All stores of an instance share it, as they would share the memory of a server. Thread-safe, lock-free.
 *
 * <p>Sizes are estimates on the large side, which include the cost of objects and indexes.
 */
public final class StateMemoryBudget {

    private static final long MIN_DEFAULT_BYTES = 8L << 20;

    private final long maxBytes;
    private final AtomicLong reserved = new AtomicLong();

    private StateMemoryBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Returns a budget of that many bytes. */
    public static StateMemoryBudget of(long maxBytes) {
        return new StateMemoryBudget(maxBytes);
    }

    /** Returns the default budget in a JVM with that maximum heap: a quarter of it, but at least 8 MiB. */
    public static long defaultBytes(long maxHeapBytes) {
        return Math.max(MIN_DEFAULT_BYTES, maxHeapBytes / 4);
    }

    /** Reserves bytes. Returns false, and reserves nothing, if that would exceed the budget. */
    boolean tryReserve(long bytes) {
        long before = reserved.get();
        while (before + bytes <= maxBytes) {
            if (reserved.compareAndSet(before, before + bytes)) {
                return true;
            }
            before = reserved.get();
        }
        return false;
    }

    /** Changes what is reserved without a check. */
    void add(long bytes) {
        reserved.addAndGet(bytes);
    }

    /** Returns the number of reserved bytes. */
    public long reserved() {
        return reserved.get();
    }

    /**
     * Returns the exception for an operation that would exceed the budget, with the error code of a Redis that is out
     * of memory.
     *
     * @param operation the operation, for example {@code session.create}
     */
    public StoreRejectedException exceeded(String operation) {
        return new StoreRejectedException(
                operation + ": the sessions, rate limits, locks and pending writes in this process take " + reserved
                        + " bytes, and embeddedStateMaxBytes allows " + maxBytes
                        + "; it did not take effect. Use Redis, raise embeddedStateMaxBytes, or store less or for a"
                        + " shorter time",
                "OOM",
                null);
    }
}
