package io.redoubt.lock;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Registry of the locks that a {@link DefaultLockProvider} has acquired and that are not yet released or lost.
 * Thread-safe. Handles that were never released and whose validity has ended are removed from time to time, so that
 * callers that forget to release do not leak memory.
 */
final class HeldLockRegistry {

    private static final int MIN_SWEEP_SIZE = 64;

    private final Set<HeldLock> locks = ConcurrentHashMap.newKeySet();
    private final AtomicInteger sweepSize = new AtomicInteger(MIN_SWEEP_SIZE);

    void add(HeldLock lock) {
        locks.add(lock);
        int threshold = sweepSize.get();
        if (locks.size() > threshold && sweepSize.compareAndSet(threshold, Integer.MAX_VALUE)) {
            try {
                // isValid() marks a handle as lost if its validity has ended, and a lost handle removes itself.
                locks.forEach(HeldLock::isValid);
            } finally {
                sweepSize.set(Math.max(MIN_SWEEP_SIZE, 2 * locks.size()));
            }
        }
    }

    void remove(HeldLock lock) {
        locks.remove(lock);
    }

    List<HeldLock> all() {
        return List.copyOf(locks);
    }

    int size() {
        return locks.size();
    }
}
