package io.redoubt.api.lock;

import org.jspecify.annotations.Nullable;

/**
 * What is done while a lock is held.
 *
 * @param <T> what it returns
 * @param <X> what it throws
 */
@FunctionalInterface
public interface LockedWork<T extends @Nullable Object, X extends Exception> {

    /** Does it. */
    T run(LockHandle lock) throws X;
}
