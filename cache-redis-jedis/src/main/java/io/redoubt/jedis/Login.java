package io.redoubt.jedis;

import io.redoubt.redis.Credentials;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.NodeCredentials;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Credentials of a connection.
 *
 * @param number grows with each request for credentials, so that a connection with a smaller one has older ones
 * @param credentials user and password, or null for none
 */
record Login(long number, @Nullable Credentials credentials) {

    /** The command by which a connection authenticates; only with credentials. */
    Command authentication() {
        return NodeCredentials.authentication(Objects.requireNonNull(credentials));
    }
}
