package io.redoubt.api;

import org.jspecify.annotations.Nullable;

/**
 * Superclass of the exceptions of the Redoubt API.
 *
 * <p>Unchecked. The message says what happened, for which key or name, and what to do about it. The subclasses to
 * catch are:
 *
 * <ul>
 *   <li>{@link StoreUnavailableException} when the store cannot be reached or does not reply in time: the same
 *       call may succeed later;
 *   <li>{@link StoreRejectedException} when the store replied with an error;
 *   <li>{@link RedoubtInterruptedException} when the calling thread was interrupted: its interrupt flag is set;
 *   <li>{@link InvalidInputException}, {@link ConfigurationException} and {@link ClosedException} for mistakes of
 *       the program or its operator: the same call fails again.
 * </ul>
 *
 * <p>What Redoubt throws besides: an exception or error of the application's own code (a loader, a writer, a
 * listener of a call) as it is; {@link NullPointerException} for a null argument where null is not allowed; {@link
 * IllegalArgumentException} when the Redis settings of {@code io.redoubt.redis} are built by code with a value out
 * of range, since that module does not know this API (from the environment, the same mistake is a {@link
 * ConfigurationException}); and {@link IllegalStateException} for a bug of Redoubt.
 */
public abstract class RedoubtException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** For the subclasses in this module. */
    protected RedoubtException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
