package io.redoubt.redis;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Username and password for logging in to Redis. Immutable; {@link #toString()} never shows the password.
 *
 * @param username the ACL user, or null for the default user
 * @param password the password or token
 * @param validFor the period for which the server accepts the credentials, from the moment at which they are
 *     provided, or null if they do not expire; at least 100 ms. Some hosting providers close connections whose
 *     token has expired, so connections authenticate again before that
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

    /** Creates credentials that do not expire. */
    public Credentials(@Nullable String username, String password) {
        this(username, password, null);
    }

    /** Returns the same credentials with a limited validity, which begins at the moment at which they are provided. */
    public Credentials validFor(Duration validity) {
        return new Credentials(username, password, validity);
    }

    /** Returns this object, since these credentials do not change. */
    @Override
    public Credentials credentials() {
        return this;
    }

    @Override
    public String toString() {
        return (username == null ? "" : username) + ":***";
    }
}
