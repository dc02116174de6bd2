package io.redoubt.api;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Exception thrown when the data store, such as Redis, rejects an operation, for example because memory is full or a
 * permission is missing. Other reasons are a key that holds another type, and a reply that is larger than allowed (code
 * {@code REPLY_TOO_LARGE}), whose command may have taken effect.
 *
 * <p>The same call fails again until data, settings or server change.
 */
public final class StoreRejectedException extends RedoubtException {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final List<String> failedKeys;

    /**
     * @param code the store's error code, such as {@code WRONGTYPE} or {@code OOM}; the embedded store uses the
     *     codes of Redis
     */
    public StoreRejectedException(String message, String code, @Nullable Throwable cause) {
        this(message, code, List.of(), cause);
    }

    /**
     * Creates an exception for a bulk operation of which some keys failed.
     *
     * @param failedKeys the keys that failed
     */
    public StoreRejectedException(
            String message, String code, Collection<String> failedKeys, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.failedKeys = List.copyOf(failedKeys);
    }

    /** Returns the store's error code, such as {@code WRONGTYPE}, {@code OOM}, {@code NOPERM}, {@code WRONGPASS}. */
    public String code() {
        return code;
    }

    /**
     * Returns the keys that failed, if a bulk operation failed for some of its keys and was executed for the others.
     * Empty for every other failure.
     */
    public List<String> failedKeys() {
        return failedKeys;
    }
}
