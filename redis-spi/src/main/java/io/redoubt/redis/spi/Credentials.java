package io.redoubt.redis.spi;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who connects. Immutable; {@link #toString()} never shows the password.
 *
 * @param username the ACL user, or null for the default user
 * @param password the password
 */
public record Credentials(@Nullable String username, String password) {

    public Credentials {
        Objects.requireNonNull(password, "password: a user has one, or none is named");
        if (username != null && username.isEmpty()) {
            throw new IllegalArgumentException("username must not be empty: leave it out if there is none");
        }
        if (password.isEmpty()) {
            throw new IllegalArgumentException("password must not be empty: leave it out if there is none");
        }
    }

    @Override
    public String toString() {
        return (username == null ? "" : username) + ":***";
    }
}
