package io.redoubt.api;

import org.jspecify.annotations.Nullable;

/**
 * The root of everything that Redoubt throws.
 *
 * <p>Unchecked. The message says what happened, to which key or name, and what to do about it. What to catch:
 *
 * <ul>
 *   <li>{@link StoreUnavailableException} when the store cannot be reached or does not answer in time: the same call may
 *       succeed later;
 *   <li>{@link StoreRejectedException} when the store answered with a refusal;
 *   <li>{@link InvalidInputException} and {@link ConfigurationException} for mistakes of the program or its operator: the
 *       same call fails again.
 * </ul>
 */
public abstract class RedoubtException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** For the kinds in this module. */
    protected RedoubtException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
