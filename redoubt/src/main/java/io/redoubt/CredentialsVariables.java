package io.redoubt;

import io.redoubt.api.ConfigurationException;
import io.redoubt.redis.Credentials;
import io.redoubt.redis.CredentialsProvider;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reader for the environment variables that contain Redis credentials: username, password and password file. Immutable.
 *
 * @param username the variable of the ACL user
 * @param password the variable of the password
 * @param passwordFile the variable of the file that contains the password
 */
record CredentialsVariables(
        EnvironmentVariable username, EnvironmentVariable password, EnvironmentVariable passwordFile) {

    /** Name of the user that a password alone belongs to. */
    private static final String DEFAULT_USER = "default";

    static final CredentialsVariables SERVER = new CredentialsVariables(
            EnvironmentVariable.REDIS_USERNAME,
            EnvironmentVariable.REDIS_PASSWORD,
            EnvironmentVariable.REDIS_PASSWORD_FILE);
    static final CredentialsVariables SENTINEL = new CredentialsVariables(
            EnvironmentVariable.REDIS_SENTINEL_USERNAME,
            EnvironmentVariable.REDIS_SENTINEL_PASSWORD,
            EnvironmentVariable.REDIS_SENTINEL_PASSWORD_FILE);

    /** Returns the credentials that the variables contain, or null for none. */
    @Nullable
    CredentialsProvider read(EnvironmentValues environment) {
        String user = environment.text(username);
        String fixed = environment.text(password);
        Path file = environment.parsed(passwordFile, ValueParsers::readableFile);
        if (fixed != null) {
            environment.rejectIfSet(passwordFile, password + " is set too: keep one of them");
            return new Credentials(user, fixed);
        }
        if (file == null) {
            environment.rejectIfSet(username, "there is no " + password + ": set both, or put both into REDIS_URL");
            return null;
        }
        PasswordFileCredentials provider = new PasswordFileCredentials(user, file);
        try {
            provider.credentials();
        } catch (IllegalStateException e) {
            throw new ConfigurationException(passwordFile + ": " + e.getMessage(), e);
        }
        return provider;
    }

    /** Throws if a variable that is set says something else than the URL, which has these credentials. */
    void requireSame(EnvironmentValues environment, Credentials inUrl) {
        environment.rejectIfSet(passwordFile, "REDIS_URL has a password too: keep one of them");
        String fixed = environment.text(password);
        if (fixed != null && !fixed.equals(inUrl.password())) {
            throw differ(password, "passwords");
        }
        String user = environment.text(username);
        if (user != null && !user.equals(Objects.requireNonNullElse(inUrl.username(), DEFAULT_USER))) {
            throw differ(username, "users");
        }
    }

    private static ConfigurationException differ(EnvironmentVariable variable, String what) {
        return new ConfigurationException(
                "REDIS_URL and " + variable + " have different " + what + ": make them equal, or unset one of them");
    }
}
