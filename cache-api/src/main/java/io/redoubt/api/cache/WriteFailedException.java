package io.redoubt.api.cache;

import io.redoubt.api.RedoubtException;
import org.jspecify.annotations.Nullable;

/**
 * Exception for a write that the data source, such as a database, did not accept. The cause is the last exception of
 * the writer; only the cause can tell whether the source has the write nevertheless.
 */
public final class WriteFailedException extends RedoubtException {

    private static final long serialVersionUID = 1L;

    public WriteFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
