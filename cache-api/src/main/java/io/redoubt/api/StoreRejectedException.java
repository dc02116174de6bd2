package io.redoubt.api;

import org.jspecify.annotations.Nullable;

/**
 * Exception for an error reply of the store: the key holds another type, memory is full, or the user lacks the
 * permission.
 *
 * <p>The same call fails again until data, settings or server change.
 */
public final class StoreRejectedException extends RedoubtException {

    private static final long serialVersionUID = 1L;

    private final String code;

    /**
     * @param code the store's error code, such as {@code WRONGTYPE} or {@code OOM}; the embedded store uses the
     *     codes of Redis
     */
    public StoreRejectedException(String message, String code, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** Returns the store's error code, such as {@code WRONGTYPE}, {@code OOM}, {@code NOPERM}, {@code WRONGPASS}. */
    public String code() {
        return code;
    }
}
