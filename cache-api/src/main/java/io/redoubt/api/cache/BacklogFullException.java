package io.redoubt.api.cache;

import io.redoubt.api.RedoubtException;

/**
 * Exception for a write that was not accepted because a {@link WriteBehind} already holds its maximum of unwritten
 * keys. Nothing was changed.
 */
public final class BacklogFullException extends RedoubtException {

    private static final long serialVersionUID = 1L;

    public BacklogFullException(String message) {
        super(message, null);
    }
}
