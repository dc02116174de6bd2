package io.redoubt.api.cache;

import io.redoubt.api.RedoubtException;
import org.jspecify.annotations.Nullable;

/**
 * The source of a region did not take a write; what its writer threw last is the cause. Whether the source has it all the
 * same is for the cause to say.
 */
public final class WriteFailedException extends RedoubtException {

    private static final long serialVersionUID = 1L;

    public WriteFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
