package io.redoubt.jedis;

import io.redoubt.redis.Credentials;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.NodeCredentials;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Numbered credentials of a connection.
 *
 * @param number grows with each request for credentials, so a connection with a smaller number has older
 *     credentials
 * @param credentials user and password, or null for none
 */
record Login(long number, @Nullable Credentials credentials) {

    /** Returns the command by which a connection authenticates. Requires credentials. */
    Command authentication() {
        return NodeCredentials.authentication(Objects.requireNonNull(credentials));
    }
}
