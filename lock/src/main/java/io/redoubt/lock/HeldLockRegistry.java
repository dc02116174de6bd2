package io.redoubt.lock;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The handles that are held. Thread-safe. Handles that nobody released, and whose time is over, are dropped now and then, so
 * that forgetful callers cost no memory.
 */
final class HeldLockRegistry {

    private static final int MIN_SWEEP_SIZE = 64;

    private final Set<HeldLock> locks = ConcurrentHashMap.newKeySet();
    private final AtomicInteger sweepSize = new AtomicInteger(MIN_SWEEP_SIZE);

    void add(HeldLock lock) {
        locks.add(lock);
        int threshold = sweepSize.get();
        if (locks.size() > threshold && sweepSize.compareAndSet(threshold, Integer.MAX_VALUE)) {
            // Whoever looks at a handle whose time is over makes it lost, and that removes it.
            locks.forEach(HeldLock::isValid);
            sweepSize.set(Math.max(MIN_SWEEP_SIZE, 2 * locks.size()));
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
