package io.redoubt.cache.internal.store;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Base class for the sets, lists and leaderboards that the cache keeps in memory. Each of them is changed in place. The
 * store ensures that there is one writer at a time; readers and writers both take the lock.
 */
abstract sealed class LocalStructure permits LocalSet, LocalList, LocalLeaderboard {

    private final ReentrantLock lock = new ReentrantLock();

    /** The estimated size in bytes. Guarded by the lock. */
    long weight;

    /** Returns the number of elements. */
    abstract int size();

    final boolean isEmpty() {
        return size() == 0;
    }

    /** Returns the estimated size in bytes. */
    final long weight() {
        return weight;
    }

    static <S extends LocalStructure, R> R locked(S structure, Function<S, R> step) {
        LocalStructure locked = structure;
        locked.lock.lock();
        try {
            return step.apply(structure);
        } finally {
            locked.lock.unlock();
        }
    }
}
