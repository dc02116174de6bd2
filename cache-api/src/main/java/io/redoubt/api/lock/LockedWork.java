package io.redoubt.api.lock;

import org.jspecify.annotations.Nullable;

/**
 * Function of the caller that runs while a lock is held, and gets the handle of the lock.
 *
 * @param <T> type of the result
 * @param <X> type of the exception
 */
@FunctionalInterface
public interface LockedWork<T extends @Nullable Object, X extends Exception> {

    /** Runs the work while the lock is held. */
    T run(LockHandle lock) throws X;
}
