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

    private final RedisSettingsBuilder from;

    /** Takes a builder that nobody else has. */
    RedisSettings(RedisSettingsBuilder from) {
        this.from = from;
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
        return RedisUrl.parse(url).build();
    }

    /** A builder that begins with the defaults: localhost, no password, 2 s to connect, 1 s a command. */
    public static RedisSettingsBuilder builder() {
        return new RedisSettingsBuilder();
    }

    /** A builder that begins with these settings. */
    public RedisSettingsBuilder toBuilder() {
        return from.copy();
    }

    /** Where the servers are. */
    public Servers servers() {
        return from.servers;
    }

    /** User and password, or where they come from; null for none. */
    public @Nullable CredentialsProvider credentials() {
        return from.credentials;
    }

    /** The number of the database, 0 to 1023; in a cluster 0, unless it is one of Valkey 9. */
    public int database() {
        return from.database;
    }

    /** How to encrypt, or null for plain TCP. */
    public @Nullable TlsSettings tls() {
        return from.tls;
    }

    /** What the server shows in {@code CLIENT LIST}: visible ASCII without spaces, up to 64 characters. */
    public String clientName() {
        return from.clientName;
    }

    /** When the first connections are made. */
    public Connecting connecting() {
        return from.connecting;
    }

    /** How long one attempt to connect may take, log-in included. */
    public Duration connectTimeout() {
        return from.connectTimeout;
    }

    /** How long a call may take unless it says otherwise. */
    public Duration commandTimeout() {
        return from.commandTimeout;
    }

    /** How long closing waits for calls in flight. */
    public Duration closeTimeout() {
        return from.closeTimeout;
    }

    /** How many connections a pooling driver opens for commands to one server, 1 to 1024. */
    public int maxConnections() {
        return from.maxConnections;
    }

    /** How many commands to one server may wait for replies or a connection before further ones are refused. */
    public int maxPending() {
        return from.maxPending;
    }

    /** How many bytes the commands may have that wait to be sent to one server. */
    public long maxPendingBytes() {
        return from.maxPendingBytes;
    }

    /** Whether concurrent callers share the wire. */
    public SharedWire sharedWire() {
        return from.sharedWire;
    }

    /** From how many bytes on a request travels on a connection of its own, so that small ones need not wait for it. */
    public int largeRequestBytes() {
        return from.largeRequestBytes;
    }

    /** When to try again to reach a server that is gone. */
    public ReconnectSettings reconnect() {
        return from.reconnect;
    }

    /** When a server that does not answer is left alone. */
    public BreakerSettings breaker() {
        return from.breaker;
    }

    /** After how much silence a link on which the server speaks by itself is asked for a sign of life. */
    public Duration heartbeat() {
        return from.heartbeat;
    }

    /** How often sentinels or a cluster are asked for the masters without occasion. */
    public Duration topologyRefresh() {
        return from.topologyRefresh;
    }

    /** Where to connect instead of the address that a server announces. */
    public UnaryOperator<Node> addressMapping() {
        return from.addressMapping;
    }

    /** Who hears what happens to the connections. */
    public ConnectionListener listener() {
        return from.listener;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RedisSettings that && from.all().equals(that.from.all());
    }

    @Override
    public int hashCode() {
        return from.all().hashCode();
    }

    /** The URL without the password. */
    @Override
    public String toString() {
        String mode = from.servers instanceof Servers.Sentinel
                ? "-sentinel"
                : from.servers instanceof Servers.Cluster ? "-cluster" : "";
        String servers = from.servers.toString();
        int name = servers.indexOf('#');
        String hosts = name < 0 ? servers : servers.substring(0, name);
        return (from.tls == null ? "redis" : "rediss") + mode + "://"
                + (from.credentials == null ? "" : shown(from.credentials) + "@")
                + hosts + "/" + from.database
                + (name < 0 ? "" : servers.substring(name));
    }

    private static String shown(CredentialsProvider credentials) {
        return credentials instanceof Credentials fixed ? fixed.toString() : "***";
    }

    static int between(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be between " + least + " and " + most + ": " + value);
        }
        return value;
    }

    static Duration within(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + " must be between " + least + " and " + most + ": " + value);
        }
        return value;
    }

    /** What two settings are compared by. */
    static List<@Nullable Object> compared(@Nullable Object... values) {
        return Arrays.asList(values);
    }
}
