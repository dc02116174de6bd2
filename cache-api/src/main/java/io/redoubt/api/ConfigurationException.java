package io.redoubt.api;

import org.jspecify.annotations.Nullable;

/**
 * Exception for an invalid configuration: a setting has a wrong value, settings contradict each other, or a module is
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
