package io.redoubt.api;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Exception thrown when the data store, such as Redis, cannot be reached, closes the connection, or cannot currently
 * serve requests.
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
    private final List<String> failedKeys;

    public StoreUnavailableException(String message, Effect effect, @Nullable Throwable cause) {
        this(message, effect, List.of(), cause);
    }

    /**
     * Creates an exception for a bulk operation of which some keys failed.
     *
     * @param failedKeys the keys that failed
     */
    public StoreUnavailableException(
            String message, Effect effect, Collection<String> failedKeys, @Nullable Throwable cause) {
        super(message, cause);
        this.effect = effect;
        this.failedKeys = List.copyOf(failedKeys);
    }

    /**
     * Returns whether the operation may have taken effect despite the failure. False means that it certainly did
     * not.
     */
    public boolean mayHaveTakenEffect() {
        return effect == Effect.UNKNOWN;
    }

    /**
     * Returns the keys that failed, if a bulk operation failed for some of its keys and was executed for the others.
     * Empty for every other failure.
     */
    public List<String> failedKeys() {
        return failedKeys;
    }
}
