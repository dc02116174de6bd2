package io.redoubt.api;

import org.jspecify.annotations.Nullable;

/**
 * Exception for an invalid configuration, such as a wrong value, contradictory settings or a missing module.
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
