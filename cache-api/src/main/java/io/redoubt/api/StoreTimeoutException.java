package io.redoubt.api;

import org.jspecify.annotations.Nullable;

/** Exception for a store that did not reply within the timeout of the call. */
public final class StoreTimeoutException extends StoreUnavailableException {

    private static final long serialVersionUID = 1L;

    public StoreTimeoutException(String message, Effect effect, @Nullable Throwable cause) {
        super(message, effect, cause);
    }
}
