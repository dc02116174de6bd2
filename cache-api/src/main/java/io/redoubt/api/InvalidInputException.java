package io.redoubt.api;

/**
 * An argument was refused before anything was sent or changed: a key, a value, a time to live, a name.
 *
 * <p>The message names the argument, what is wrong with it and what is allowed.
 */
public final class InvalidInputException extends RedoubtException {

    private static final long serialVersionUID = 1L;

    public InvalidInputException(String message) {
        super(message, null);
    }
}
