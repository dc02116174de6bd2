package io.redoubt.api;

import org.jspecify.annotations.Nullable;

/**
 * Superclass of Redoubt's exceptions.
 *
 * <p>Unchecked. The message says what happened, for which key or name, and what to do about it. The subclasses to
 * catch are:
 *
 * <ul>
 *   <li>{@link StoreUnavailableException} when the store cannot be reached or does not reply in time: the same
 *       call may succeed later;
 *   <li>{@link StoreRejectedException} when the store replied with an error;
 *   <li>{@link InvalidInputException} and {@link ConfigurationException} for mistakes of the program or its
 *       operator: the same call fails again.
 * </ul>
 */
public abstract class RedoubtException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** For the subclasses in this module. */
    protected RedoubtException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
