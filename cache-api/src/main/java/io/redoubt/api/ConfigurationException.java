package io.redoubt.api;

import org.jspecify.annotations.Nullable;

/**
 * The settings do not allow a start: a value is wrong, two contradict each other, or a module is missing.
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
