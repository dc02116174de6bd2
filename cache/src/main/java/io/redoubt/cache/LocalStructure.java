package io.redoubt.cache;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * What the embedded store holds under a key, beside plain bytes: a set, a list, a leaderboard. Changed in place, by one writer
 * at a time, which the store sees to; readers take the lock that writers hold as well.
 */
abstract sealed class LocalStructure permits LocalSet, LocalList, LocalLeaderboard {

    private final ReentrantLock lock = new ReentrantLock();

    abstract boolean isEmpty();

    /** Its estimated size in bytes. */
    abstract long weight();

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
