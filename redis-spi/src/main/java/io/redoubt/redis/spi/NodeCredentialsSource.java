package io.redoubt.redis.spi;

import io.redoubt.redis.Credentials;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Source of the credentials for logging in to one Redis server. Thread-safe. */
@FunctionalInterface
public interface NodeCredentialsSource {

    /**
     * Returns the credentials for the next connection, or null for none. Returns at once; the future may be
     * completed after the attempt to connect has timed out, and fails with a {@link DriverException}.
     */
    CompletableFuture<@Nullable Credentials> next();

    /** Returns a source of fixed credentials, or of none if the argument is null. */
    static NodeCredentialsSource fixed(@Nullable Credentials credentials) {
        CompletableFuture<@Nullable Credentials> future = CompletableFuture.completedFuture(credentials);
        return () -> future;
    }

    /** Returns the command by which a connection authenticates. */
    static Command authentication(Credentials credentials) {
        byte[] password = credentials.password().getBytes(StandardCharsets.UTF_8);
        String username = credentials.username();
        return username == null
                ? Command.keyless("AUTH", password)
                : Command.keyless("AUTH", username.getBytes(StandardCharsets.UTF_8), password);
    }
}
