package io.redoubt.api.lock;

import io.redoubt.api.RedoubtException;

/** Exception for a lock that could not be acquired within the maximum wait. Nothing was acquired. */
public final class LockTimeoutException extends RedoubtException {

    private static final long serialVersionUID = 1L;

    /** For the implementations of {@link LockProvider}. */
    public LockTimeoutException(String message) {
        super(message, null);
    }
}
