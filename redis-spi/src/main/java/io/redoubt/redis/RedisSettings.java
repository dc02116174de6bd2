package io.redoubt.redis;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the connections to Redis: server addresses, credentials, TLS, timeouts and limits. They do not concern
 * the data that is stored. Immutable, thread-safe. {@link #toString()} never shows a password.
 */
public final class RedisSettings {

    /** Default port of a server. */
    public static final int DEFAULT_PORT = 6379;

    /** Default port of a sentinel. */
    public static final int DEFAULT_SENTINEL_PORT = 26_379;

    private final RedisSettingsBuilder values;

    /** Takes ownership of a builder that is not used elsewhere. */
    RedisSettings(RedisSettingsBuilder values) {
        this.values = values;
    }

    /** Returns settings for one server, with all other settings at their defaults. */
    public static RedisSettings of(String host, int port) {
        return builder().node(new Node(host, port)).build();
    }

    /**
     * Parses settings from a URL. Reserved characters in username and password are percent-encoded; {@code rediss}
     * enables TLS.
     *
     * <ul>
     *   <li>{@code redis://host}, {@code redis://:password@host:6380/2}, {@code rediss://user:password@host}: one
     *       server
     *   <li>{@code redis://host1,host2:6380}, {@code redis-cluster://host}, {@code rediss-cluster://host1,host2}: a
     *       cluster
     *   <li>{@code redis-sentinel://host1,host2:26380/0#mymaster},
     *       {@code rediss-sentinel://user:password@host#mymaster}: sentinels, and the name of the master; username
     *       and password are those of the master
     * </ul>
     *
     * @throws IllegalArgumentException with a message that names the URL, without its password, and the error
     */
    public static RedisSettings fromUrl(String url) {
        return RedisUrlParser.parse(url).build();
    }

    /** Returns a builder that starts with the defaults: localhost, no password, 2 s to connect, 1 s per command. */
    public static RedisSettingsBuilder builder() {
        return new RedisSettingsBuilder();
    }

    /** Returns a builder that starts with these settings. */
    public RedisSettingsBuilder toBuilder() {
        return values.copy();
    }

    /** Returns the addresses of the servers, and how the servers work together. */
    public RedisEndpoints servers() {
        return values.servers;
    }

    /** Returns the credentials or their provider, or null for none. */
    public @Nullable CredentialsProvider credentials() {
        return values.credentials;
    }

    /** Returns the number of the database, 0 to 1023. A cluster has only database 0, except with Valkey 9. */
    public int database() {
        return values.database;
    }

    /** Returns the TLS settings, or null for plain TCP. */
    public @Nullable TlsSettings tls() {
        return values.tls;
    }

    /**
     * Returns the name that the server shows in {@code CLIENT LIST}: visible ASCII without spaces, up to 64
     * characters.
     */
    public String clientName() {
        return values.clientName;
    }

    /** Returns when the first connections are made. */
    public ConnectMode connectMode() {
        return values.connectMode;
    }

    /** Returns the timeout of one attempt to connect, including authentication. */
    public Duration connectTimeout() {
        return values.connectTimeout;
    }

    /** Returns the default timeout of a call. */
    public Duration commandTimeout() {
        return values.commandTimeout;
    }

    /** Returns the maximum time that closing waits for calls in progress. */
    public Duration closeTimeout() {
        return values.closeTimeout;
    }

    /** Returns the maximum number of connections that a pooling driver opens for commands to one server, 1 to 1024. */
    public int maxConnections() {
        return values.maxConnections;
    }

    /**
     * Returns the maximum number of commands to one server that may wait for replies or a connection. Further
     * commands are refused.
     */
    public int maxPending() {
        return values.maxPending;
    }

    /** Returns the maximum total size in bytes of the commands that wait to be sent to one server. */
    public long maxPendingBytes() {
        return values.maxPendingBytes;
    }

    /**
     * Returns the maximum size in bytes of a reply, and of all replies of one server to one call: the length of the
     * strings, and 32 for each element of arrays. A call whose reply is larger fails, before memory is reserved for
     * that reply. A call to several masters of a cluster may receive as much from each of them, and again in
     * each further round trip, such as after a redirection.
     */
    public long maxReplyBytes() {
        return values.maxReplyBytes;
    }

    /** Returns whether the commands of concurrent callers are sent together. */
    public CommandBatching commandBatching() {
        return values.commandBatching;
    }

    /**
     * Returns the size in bytes from which on a request is sent on a separate connection, so that it does not delay
     * small requests.
     */
    public int largeRequestBytes() {
        return values.largeRequestBytes;
    }

    /** Returns the delays between attempts to reach a server that is down. */
    public ReconnectSettings reconnect() {
        return values.reconnect;
    }

    /** Returns the settings of the circuit breaker. */
    public BreakerSettings breaker() {
        return values.breaker;
    }

    /** Returns the period without inbound data after which a push connection is checked by a PING. */
    public Duration heartbeat() {
        return values.heartbeat;
    }

    /**
     * Returns the interval at which sentinels or a cluster are asked for the masters, even if no change is
     * suspected.
     */
    public Duration topologyRefresh() {
        return values.topologyRefresh;
    }

    /** Returns the mapping from an address that a server announces to the address to connect to. */
    public UnaryOperator<Node> addressMapping() {
        return values.addressMapping;
    }

    /** Returns the listener for connection events. */
    public ConnectionListener listener() {
        return values.listener;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RedisSettings that && values.toList().equals(that.values.toList());
    }

    @Override
    public int hashCode() {
        return values.toList().hashCode();
    }

    /** Returns the URL without the password. */
    @Override
    public String toString() {
        String mode = values.servers instanceof RedisEndpoints.Sentinel
                ? "-sentinel"
                : values.servers instanceof RedisEndpoints.Cluster ? "-cluster" : "";
        String servers = values.servers.toString();
        int name = servers.indexOf('#');
        String hosts = name < 0 ? servers : servers.substring(0, name);
        return (values.tls == null ? "redis" : "rediss") + mode + "://"
                + (values.credentials == null ? "" : shown(values.credentials) + "@")
                + hosts + "/" + values.database
                + (name < 0 ? "" : servers.substring(name));
    }

    private static String shown(CredentialsProvider credentials) {
        return credentials instanceof Credentials fixed ? fixed.toString() : "***";
    }

    /** Returns the value, or throws {@link IllegalArgumentException} if it is out of range. */
    static int requireBetween(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be between " + min + " and " + max + ": " + value);
        }
        return value;
    }

    /** Returns the value, or throws {@link IllegalArgumentException} if it is out of range. */
    static Duration requireBetween(String name, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(name + " must be between " + min + " and " + max + ": " + value);
        }
        return value;
    }

    /** Returns a list of values, by which two objects are compared. The values may be null. */
    static List<@Nullable Object> sharedList(@Nullable Object... elements) {
        return Arrays.asList(elements);
    }
}
