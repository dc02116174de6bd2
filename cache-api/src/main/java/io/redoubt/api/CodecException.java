package io.redoubt.api;

import org.jspecify.annotations.Nullable;

/**
 * Exception thrown when a {@link Codec} cannot encode a value, or cannot decode bytes as the requested type.
 *
 * <p>Only writers get it, when a value cannot be encoded. For readers a value that cannot be decoded counts as
 * absent, and the message is logged: it should say what is wrong without a part of the value.
 */
public final class CodecException extends RedoubtException {

    private static final long serialVersionUID = 1L;

    public CodecException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
