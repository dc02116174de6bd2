package io.redoubt.api.cache;

import io.redoubt.api.RedoubtException;
import org.jspecify.annotations.Nullable;

/**
 * A region got no value from its loader: it threw a checked exception, which is the cause, or another caller's load did not
 * end in time, or a load asked for itself.
 */
public final class LoadFailedException extends RedoubtException {

    private static final long serialVersionUID = 1L;

    public LoadFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
