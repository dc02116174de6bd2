package io.redoubt.api;

/**
 * Exception for an invalid argument, such as a key, value, time to live or name. It is thrown before anything is
 * sent or changed.
 *
 * <p>The message names the argument, what is wrong with it and what is allowed.
 */
public final class InvalidInputException extends RedoubtException {

    private static final long serialVersionUID = 1L;

    public InvalidInputException(String message) {
        super(message, null);
    }
}
