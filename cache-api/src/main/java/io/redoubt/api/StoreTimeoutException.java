package io.redoubt.api;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Exception thrown when the data store, such as Redis, does not reply to an operation within the timeout. */
public final class StoreTimeoutException extends StoreUnavailableException {

    private static final long serialVersionUID = 1L;

    public StoreTimeoutException(String message, Effect effect, @Nullable Throwable cause) {
        super(message, effect, cause);
    }

    /**
     * Creates an exception for a bulk operation of which some keys failed.
     *
     * @param failedKeys the keys that failed
     */
    public StoreTimeoutException(
            String message, Effect effect, Collection<String> failedKeys, @Nullable Throwable cause) {
        super(message, effect, failedKeys, cause);
    }
}
