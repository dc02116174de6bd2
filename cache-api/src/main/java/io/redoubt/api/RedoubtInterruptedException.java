package io.redoubt.api;

import io.redoubt.api.StoreUnavailableException.Effect;
import org.jspecify.annotations.Nullable;

/**
 * Exception thrown by a blocking call if its thread was interrupted before or during the call. All blocking methods
 * throw it, on every backend; the interrupt flag of the thread is set again.
 *
 * <p>It says nothing about the store, and calls of other threads are not affected. End the work of this thread, or
 * clear the flag with {@link Thread#interrupted()} before another call. {@link #mayHaveTakenEffect()} tells whether
 * the operation may have taken effect.
 */
public final class RedoubtInterruptedException extends RedoubtException {

    private static final long serialVersionUID = 1L;

    private final Effect effect;

    public RedoubtInterruptedException(String message, Effect effect, @Nullable Throwable cause) {
        super(message, cause);
        this.effect = effect;
    }

    /**
     * Throws this exception if the current thread is interrupted. The interrupt flag stays set.
     *
     * @param operation what is not begun, for the message
     */
    public static void throwIfInterrupted(String operation) {
        if (Thread.currentThread().isInterrupted()) {
            throw new RedoubtInterruptedException(
                    operation + ": this thread is interrupted, and nothing was begun", Effect.NONE, null);
        }
    }

    /**
     * Returns whether the operation may have taken effect. False means that it certainly did not.
     */
    public boolean mayHaveTakenEffect() {
        return effect == Effect.UNKNOWN;
    }
}
