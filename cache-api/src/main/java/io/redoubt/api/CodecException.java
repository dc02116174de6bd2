package io.redoubt.api;

import org.jspecify.annotations.Nullable;

/**
 * A value could not be turned into bytes, or bytes not into a value of the wanted type.
 *
 * <p>Writers get it when a value cannot be encoded. Readers never do: what does not decode counts as absent.
 */
public final class CodecException extends RedoubtException {

    private static final long serialVersionUID = 1L;

    public CodecException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
