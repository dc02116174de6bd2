package io.redoubt.api;

import org.jspecify.annotations.Nullable;

/**
 * Exception for settings that prevent a start: a value is wrong, two values contradict each other, or a module is
 * missing.
 *
 * <p>The message names the setting or environment variable, its value (never a secret) and what is allowed.
 */
public final class ConfigurationException extends RedoubtException {

    private static final long serialVersionUID = 1L;

    public ConfigurationException(String message) {
        this(message, null);
    }

    public ConfigurationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
