package io.redoubt.redis;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where the servers are, how to get in, and within which bounds. Connection settings only; what is stored there is not said
 * here. Immutable, thread-safe. {@link #toString()} never shows a password.
 */
public final class RedisSettings {

    /** The port where none is named. */
    public static final int DEFAULT_PORT = 6379;

    /** The port of a sentinel where none is named. */
    public static final int DEFAULT_SENTINEL_PORT = 26_379;

    private final RedisSettingsBuilder values;

    /** Takes a builder that nobody else has. */
    RedisSettings(RedisSettingsBuilder values) {
        this.values = values;
    }

    /** Settings for one server with everything else at its default. */
    public static RedisSettings of(String host, int port) {
        return builder().node(new Node(host, port)).build();
    }

    /**
     * Settings from a URL. Reserved characters in user and password are percent-encoded; {@code rediss} encrypts.
     *
     * <ul>
     *   <li>{@code redis://host}, {@code redis://:password@host:6380/2}, {@code rediss://user:password@host}: one server
     *   <li>{@code redis://host1,host2:6380}, {@code redis-cluster://host}, {@code rediss-cluster://host1,host2}: a cluster
     *   <li>{@code redis-sentinel://host1,host2:26380/0#mymaster}, {@code rediss-sentinel://user:password@host#mymaster}:
     *       sentinels, and the name of the master whose user and password these are
     * </ul>
     *
     * @throws IllegalArgumentException naming the URL, without its password, and what is wrong with it
     */
    public static RedisSettings fromUrl(String url) {
        return RedisUrlParser.parse(url).build();
    }

    /** A builder that begins with the defaults: localhost, no password, 2 s to connect, 1 s a command. */
    public static RedisSettingsBuilder builder() {
        return new RedisSettingsBuilder();
    }

    /** A builder that begins with these settings. */
    public RedisSettingsBuilder toBuilder() {
        return values.copy();
    }

    /** Where the servers are. */
    public Servers servers() {
        return values.servers;
    }

    /** User and password, or where they come from; null for none. */
    public @Nullable CredentialsProvider credentials() {
        return values.credentials;
    }

    /** The number of the database, 0 to 1023; in a cluster 0, unless it is one of Valkey 9. */
    public int database() {
        return values.database;
    }

    /** How to encrypt, or null for plain TCP. */
    public @Nullable TlsSettings tls() {
        return values.tls;
    }

    /** What the server shows in {@code CLIENT LIST}: visible ASCII without spaces, up to 64 characters. */
    public String clientName() {
        return values.clientName;
    }

    /** When the first connections are made. */
    public Connecting connecting() {
        return values.connecting;
    }

    /** How long one attempt to connect may take, log-in included. */
    public Duration connectTimeout() {
        return values.connectTimeout;
    }

    /** How long a call may take unless it says otherwise. */
    public Duration commandTimeout() {
        return values.commandTimeout;
    }

    /** How long closing waits for calls in flight. */
    public Duration closeTimeout() {
        return values.closeTimeout;
    }

    /** How many connections a pooling driver opens for commands to one server, 1 to 1024. */
    public int maxConnections() {
        return values.maxConnections;
    }

    /** How many commands to one server may wait for replies or a connection before further ones are refused. */
    public int maxPending() {
        return values.maxPending;
    }

    /** How many bytes the commands may have that wait to be sent to one server. */
    public long maxPendingBytes() {
        return values.maxPendingBytes;
    }

    /** Whether concurrent callers share the wire. */
    public SharedWire sharedWire() {
        return values.sharedWire;
    }

    /** From how many bytes on a request travels on a connection of its own, so that small ones need not wait for it. */
    public int largeRequestBytes() {
        return values.largeRequestBytes;
    }

    /** When to try again to reach a server that is gone. */
    public ReconnectSettings reconnect() {
        return values.reconnect;
    }

    /** When a server that does not answer is left alone. */
    public BreakerSettings breaker() {
        return values.breaker;
    }

    /** After how much silence a link on which the server speaks by itself is asked for a sign of life. */
    public Duration heartbeat() {
        return values.heartbeat;
    }

    /** How often sentinels or a cluster are asked for the masters without occasion. */
    public Duration topologyRefresh() {
        return values.topologyRefresh;
    }

    /** Where to connect instead of the address that a server announces. */
    public UnaryOperator<Node> addressMapping() {
        return values.addressMapping;
    }

    /** Who hears what happens to the connections. */
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

    /** The URL without the password. */
    @Override
    public String toString() {
        String mode = values.servers instanceof Servers.Sentinel
                ? "-sentinel"
                : values.servers instanceof Servers.Cluster ? "-cluster" : "";
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

    static int requireBetween(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be between " + min + " and " + max + ": " + value);
        }
        return value;
    }

    static Duration requireBetween(String name, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(name + " must be between " + min + " and " + max + ": " + value);
        }
        return value;
    }

    /** What two settings are compared by. */
    static List<@Nullable Object> listOf(@Nullable Object... elements) {
        return Arrays.asList(elements);
    }
}
