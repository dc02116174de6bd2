package io.redoubt.api.cache;

import io.redoubt.api.RedoubtException;
import org.jspecify.annotations.Nullable;

/**
 * Exception thrown when a cache region could not load a value. For example, the loader threw a checked exception,
 * which is the cause; the load of another caller did not end in time; or a loader requested the key that it is
 * loading.
 */
public final class LoadFailedException extends RedoubtException {

    private static final long serialVersionUID = 1L;

    public LoadFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
