package io.redoubt.api;

import org.jspecify.annotations.Nullable;

/**
 * The store answered with a refusal: the key holds another type, memory is full, the user may not do this.
 *
 * <p>The same call fails again until data, settings or server change.
 */
public final class StoreRejectedException extends RedoubtException {

    private static final long serialVersionUID = 1L;

    private final String code;

    /**
     * @param code the store's own word for the reason, such as {@code WRONGTYPE} or {@code OOM}; the embedded store uses
     *     the words of Redis
     */
    public StoreRejectedException(String message, String code, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** The store's own word for the reason, such as {@code WRONGTYPE}, {@code OOM}, {@code NOPERM}, {@code WRONGPASS}. */
    public String code() {
        return code;
    }
}
