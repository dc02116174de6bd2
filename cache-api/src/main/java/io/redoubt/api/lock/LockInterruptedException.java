package io.redoubt.api.lock;

import io.redoubt.api.RedoubtException;
import org.jspecify.annotations.Nullable;

/**
 * Exception for a thread that was interrupted before it acquired the lock. Nothing is held, and the thread's
 * interrupt flag is set.
 *
 * <p>If the interrupt came while a request was in progress, a lock that this request may have acquired is released
 * in the background.
 */
public final class LockInterruptedException extends RedoubtException {

    private static final long serialVersionUID = 1L;

    /** For the implementations of {@link LockProvider}. */
    public LockInterruptedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
