package io.redoubt;

import io.redoubt.redis.Credentials;
import io.redoubt.redis.CredentialsProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Source of Redis credentials that reads the password from a file, such as a mounted container secret. The file is read
 * for each new connection, so that a replaced password needs no restart. A line break at the end is not part of the
 * password. Immutable.
 *
 * @param username the ACL user, or null for the default user
 * @param file the file; up to {@value #MAX_BYTES} bytes of UTF-8
 */
record PasswordFileCredentials(@Nullable String username, Path file) implements CredentialsProvider {

    /** Maximum size of the file. */
    static final int MAX_BYTES = 65_536;

    /** Throws {@link IllegalStateException} with a message that names the file, if it contains no password. */
    @Override
    public Credentials credentials() {
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            throw new IllegalStateException("the password file " + file + " cannot be read", e);
        }
        String password = new String(content, StandardCharsets.UTF_8).replaceFirst("\\R\\z", "");
        if (password.isBlank() || content.length > MAX_BYTES) {
            throw new IllegalStateException("the password file " + file + " must have 1 to " + MAX_BYTES + " bytes");
        }
        return new Credentials(username, password);
    }

    @Override
    public String toString() {
        return (username == null ? "" : username) + ":*** of " + file;
    }
}
