package io.redoubt.api.lock;

import io.redoubt.api.RedoubtException;

/** A lock was not free within the time that the caller would wait. Nothing was acquired. */
public final class LockTimeoutException extends RedoubtException {

    private static final long serialVersionUID = 1L;

    /** For the implementations of {@link LockProvider}. */
    public LockTimeoutException(String message) {
        super(message, null);
    }
}
