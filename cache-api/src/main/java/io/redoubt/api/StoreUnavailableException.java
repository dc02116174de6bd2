package io.redoubt.api;

import org.jspecify.annotations.Nullable;

/**
 * The store could not be reached, or broke off, or is not able to serve at the moment.
 *
 * <p>The same call may succeed later. Whether this one took effect is told by {@link #mayHaveTakenEffect()}.
 */
public sealed class StoreUnavailableException extends RedoubtException permits StoreTimeoutException {

    private static final long serialVersionUID = 1L;

    /** Whether the operation took effect. */
    public enum Effect {
        /** Certainly not. */
        NONE,
        /** Unknown: it was sent, and no answer came. */
        UNKNOWN
    }

    private final Effect effect;

    public StoreUnavailableException(String message, Effect effect, @Nullable Throwable cause) {
        super(message, cause);
        this.effect = effect;
    }

    /** Whether the operation may have taken effect all the same. False means: certainly not. */
    public boolean mayHaveTakenEffect() {
        return effect == Effect.UNKNOWN;
    }
}
