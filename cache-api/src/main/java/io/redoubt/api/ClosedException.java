package io.redoubt.api;

import org.jspecify.annotations.Nullable;

/**
 * Exception for a call on an object that is already closed. The object was closed directly, or together with the
 * {@code Redoubt} that it belongs to. Nothing was done.
 *
 * <p>It is a mistake of the program: the same call fails again.
 */
public final class ClosedException extends RedoubtException {

    private static final long serialVersionUID = 1L;

    public ClosedException(String message) {
        this(message, null);
    }

    public ClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
