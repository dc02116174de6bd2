package io.redoubt.api.cache;

import io.redoubt.api.RedoubtException;

/** A {@link WriteBehind} holds as many unwritten things as it may, and did not accept another. Nothing was changed. */
public final class BacklogFullException extends RedoubtException {

    private static final long serialVersionUID = 1L;

    public BacklogFullException(String message) {
        super(message, null);
    }
}
