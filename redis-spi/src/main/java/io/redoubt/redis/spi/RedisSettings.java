package io.redoubt.redis.spi;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the server is, how to get in, and within which bounds. Connection settings only; what is stored there is not said
 * here. Immutable, thread-safe. {@link #toString()} never shows the password.
 *
 * @param node the server's address
 * @param username the ACL user, or null for the default user
 * @param password the password, or null where none is asked
 * @param database the number of the database, 0 to 1023
 * @param tls how to encrypt, or null for plain TCP
 * @param clientName what the server shows in {@code CLIENT LIST}: visible ASCII without spaces, up to 64 characters
 * @param connectTimeout how long one attempt to connect may take, log-in included
 * @param commandTimeout how long a call may take unless it says otherwise
 * @param maxConnections how many connections a pooling driver opens for commands, 1 to 1024
 * @param maxPending how many commands may wait for replies or for a connection before further ones are refused, 1 to 1,000,000
 */
public record RedisSettings(
        Node node,
        @Nullable String username,
        @Nullable String password,
        int database,
        @Nullable TlsSettings tls,
        String clientName,
        Duration connectTimeout,
        Duration commandTimeout,
        int maxConnections,
        int maxPending) {

    /** The port where none is named. */
    public static final int DEFAULT_PORT = 6379;

    public RedisSettings {
        Objects.requireNonNull(node, "node");
        if (username != null && password == null) {
            throw new IllegalArgumentException("user '" + username + "' has no password: name both, or neither");
        }
        notEmpty("username", username);
        notEmpty("password", password);
        between("database", database, 0, 1023);
        if (clientName.isEmpty()
                || clientName.length() > 64
                || !clientName.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException(
                    "clientName must be 1 to 64 visible ASCII characters without spaces: '" + clientName + "'");
        }
        timeout("connectTimeout", connectTimeout);
        timeout("commandTimeout", commandTimeout);
        between("maxConnections", maxConnections, 1, 1024);
        between("maxPending", maxPending, 1, 1_000_000);
    }

    /** Settings for one server with everything else at its default. */
    public static RedisSettings of(String host, int port) {
        return builder().node(new Node(host, port)).build();
    }

    /**
     * Settings from a URL: {@code redis://host}, {@code redis://:password@host:6380/2},
     * {@code rediss://user:password@host} (TLS). Reserved characters in user and password are percent-encoded.
     *
     * @throws IllegalArgumentException naming the URL, without its password, and what is wrong with it
     */
    public static RedisSettings fromUrl(String url) {
        return RedisUrl.parse(url).build();
    }

    /** A builder that begins with the defaults: localhost, no password, 2 s to connect, 1 s a command. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that begins with these settings. */
    public Builder toBuilder() {
        Builder builder = new Builder().node(node).database(database).clientName(clientName);
        builder.username = username;
        builder.password = password;
        builder.tls = tls;
        return builder.connectTimeout(connectTimeout)
                .commandTimeout(commandTimeout)
                .maxConnections(maxConnections)
                .maxPending(maxPending);
    }

    @Override
    public String toString() {
        return (tls == null ? "redis://" : "rediss://")
                + (username == null ? "" : username)
                + (password == null ? "" : ":***@")
                + node
                + "/"
                + database;
    }

    private static void notEmpty(String name, @Nullable String value) {
        if (value != null && value.isEmpty()) {
            throw new IllegalArgumentException(name + " must not be empty: leave it out if there is none");
        }
    }

    private static void between(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be between " + least + " and " + most + ": " + value);
        }
    }

    private static void timeout(String name, Duration value) {
        if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(name + " must be between 1 ms and 1 hour: " + value);
        }
    }

    /** Collects settings. Not thread-safe. */
    public static final class Builder {

        private Node node = new Node("localhost", DEFAULT_PORT);
        private @Nullable String username;
        private @Nullable String password;
        private int database;
        private @Nullable TlsSettings tls;
        private String clientName = "redoubt";
        private Duration connectTimeout = Duration.ofSeconds(2);
        private Duration commandTimeout = Duration.ofSeconds(1);
        private int maxConnections = 32;
        private int maxPending = 4096;

        private Builder() {}

        /** The server's address. */
        public Builder node(Node node) {
            this.node = node;
            return this;
        }

        /** The password of the default user. */
        public Builder password(String password) {
            this.username = null;
            this.password = password;
            return this;
        }

        /** An ACL user and its password. */
        public Builder credentials(String username, String password) {
            this.username = username;
            this.password = password;
            return this;
        }

        /** The number of the database. */
        public Builder database(int database) {
            this.database = database;
            return this;
        }

        /** Encrypts, and verifies the server's certificate and host name. */
        public Builder tls(TlsSettings tls) {
            this.tls = tls;
            return this;
        }

        /** What the server shows in {@code CLIENT LIST}. */
        public Builder clientName(String clientName) {
            this.clientName = clientName;
            return this;
        }

        /** How long one attempt to connect may take. */
        public Builder connectTimeout(Duration connectTimeout) {
            this.connectTimeout = connectTimeout;
            return this;
        }

        /** How long a call may take unless it says otherwise. */
        public Builder commandTimeout(Duration commandTimeout) {
            this.commandTimeout = commandTimeout;
            return this;
        }

        /** How many connections a pooling driver opens for commands. */
        public Builder maxConnections(int maxConnections) {
            this.maxConnections = maxConnections;
            return this;
        }

        /** How many commands may wait before further ones are refused. */
        public Builder maxPending(int maxPending) {
            this.maxPending = maxPending;
            return this;
        }

        /**
         * The settings.
         *
         * @throws IllegalArgumentException naming the setting that is out of its bounds
         */
        public RedisSettings build() {
            return new RedisSettings(
                    node,
                    username,
                    password,
                    database,
                    tls,
                    clientName,
                    connectTimeout,
                    commandTimeout,
                    maxConnections,
                    maxPending);
        }
    }
}
