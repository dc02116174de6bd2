package io.redoubt.lock;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The handles that are held. Thread-safe. Handles that nobody released, and whose time is over, are dropped now and then, so
 * that forgetful callers cost no memory.
 */
final class OpenLocks {

    private static final int LEAST = 64;

    private final Set<HeldLock> locks = ConcurrentHashMap.newKeySet();
    private final AtomicInteger sweepAt = new AtomicInteger(LEAST);

    void add(HeldLock lock) {
        locks.add(lock);
        int limit = sweepAt.get();
        if (locks.size() > limit && sweepAt.compareAndSet(limit, Integer.MAX_VALUE)) {
            // Whoever looks at a handle whose time is over makes it lost, and that removes it.
            locks.forEach(HeldLock::isValid);
            sweepAt.set(Math.max(LEAST, 2 * locks.size()));
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
