package io.redoubt.redis.spi;

import io.redoubt.redis.Credentials;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Credentials for the connections to one server. Thread-safe. */
@FunctionalInterface
public interface NodeCredentials {

    /**
     * The credentials for the next connection, or null for none. Returns at once; the future may stay open for longer than an
     * attempt to connect may take, and fails with a {@link DriverException}.
     */
    CompletableFuture<@Nullable Credentials> next();

    /** Credentials that stay the same, or null for none. */
    static NodeCredentials fixed(@Nullable Credentials credentials) {
        CompletableFuture<@Nullable Credentials> known = CompletableFuture.completedFuture(credentials);
        return () -> known;
    }

    /** The command by which a connection authenticates. */
    static Command authentication(Credentials credentials) {
        byte[] password = credentials.password().getBytes(StandardCharsets.UTF_8);
        String username = credentials.username();
        return username == null
                ? Command.keyless("AUTH", password)
                : Command.keyless("AUTH", username.getBytes(StandardCharsets.UTF_8), password);
    }
}
