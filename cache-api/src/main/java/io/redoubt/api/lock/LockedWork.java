package io.redoubt.api.lock;

import org.jspecify.annotations.Nullable;

/**
 * Function that runs while a lock is held and receives the {@link LockHandle} as its argument.
 *
 * @param <T> type of the result
 * @param <X> type of the exception
 */
@FunctionalInterface
public interface LockedWork<T extends @Nullable Object, X extends Exception> {

    /** Runs the work while the lock is held. */
    T run(LockHandle lock) throws X;
}
