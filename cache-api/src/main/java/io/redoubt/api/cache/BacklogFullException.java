package io.redoubt.api.cache;

import io.redoubt.api.RedoubtException;

/**
 * Exception for a write that a {@link WriteBehind} queue refused because too many keys were already waiting to be
 * written. Nothing was changed.
 */
public final class BacklogFullException extends RedoubtException {

    private static final long serialVersionUID = 1L;

    public BacklogFullException(String message) {
        super(message, null);
    }
}
