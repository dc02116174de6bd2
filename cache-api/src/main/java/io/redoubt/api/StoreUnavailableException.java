package io.redoubt.api;

import org.jspecify.annotations.Nullable;

/**
 * Exception for a store that could not be reached, broke off the connection, or cannot serve requests at the
 * moment.
 *
 * <p>The same call may succeed later. {@link #mayHaveTakenEffect()} tells whether this call may have taken effect.
 */
public sealed class StoreUnavailableException extends RedoubtException permits StoreTimeoutException {

    private static final long serialVersionUID = 1L;

    /** Knowledge about whether an operation took effect. */
    public enum Effect {
        /** The operation certainly did not take effect. */
        NONE,
        /** Unknown: the operation was sent, and no reply arrived. */
        UNKNOWN
    }

    private final Effect effect;

    public StoreUnavailableException(String message, Effect effect, @Nullable Throwable cause) {
        super(message, cause);
        this.effect = effect;
    }

    /**
     * Returns whether the operation may have taken effect despite the failure. False means that it certainly did
     * not.
     */
    public boolean mayHaveTakenEffect() {
        return effect == Effect.UNKNOWN;
    }
}
