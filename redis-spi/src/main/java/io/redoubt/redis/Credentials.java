package io.redoubt.redis;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * User and password. Immutable; {@link #toString()} never shows the password.
 *
 * @param username the ACL user, or null for the default user
 * @param password the password or token
 * @param validFor for how long the server accepts them from the moment they are provided, or null if that has no end. Some
 *     providers of servers end connections whose token has expired, so these authenticate again before; 100 ms or more
 */
public record Credentials(
        @Nullable String username,
        String password,
        @Nullable Duration validFor) implements CredentialsProvider {

    private static final Duration MIN_VALIDITY = Duration.ofMillis(100);

    public Credentials {
        Objects.requireNonNull(password, "password: a user has one, or none is named");
        if (username != null && username.isEmpty()) {
            throw new IllegalArgumentException("username must not be empty: leave it out if there is none");
        }
        if (password.isEmpty()) {
            throw new IllegalArgumentException("password must not be empty: leave it out if there is none");
        }
        if (validFor != null && validFor.compareTo(MIN_VALIDITY) < 0) {
            throw new IllegalArgumentException("validFor must be at least " + MIN_VALIDITY + ": " + validFor);
        }
    }

    /** Credentials that do not expire. */
    public Credentials(@Nullable String username, String password) {
        this(username, password, null);
    }

    /** The same credentials, which the server accepts for so long from the moment they are provided. */
    public Credentials validFor(Duration validity) {
        return new Credentials(username, password, validity);
    }

    /** Itself: credentials that stay the same. */
    @Override
    public Credentials credentials() {
        return this;
    }

    @Override
    public String toString() {
        return (username == null ? "" : username) + ":***";
    }
}
