package io.redoubt.redis;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Builder that validates the settings of Redis connections and creates a {@link RedisSettings} object. Not thread-safe.
 * Each setter validates its argument, and throws {@link IllegalArgumentException} if it is out of range.
 */
public final class RedisSettingsBuilder {

    private static final Duration MIN_TIMEOUT = Duration.ofMillis(1);
    private static final Duration MAX_TIMEOUT = Duration.ofHours(1);

    RedisEndpoints servers = new RedisEndpoints.Standalone(new Node("localhost", RedisSettings.DEFAULT_PORT));

    @Nullable
    CredentialsProvider credentials;

    int database;

    @Nullable
    TlsSettings tls;

    String clientName = "redoubt";
    ConnectMode connectMode = ConnectMode.IN_BACKGROUND;
    Duration connectTimeout = Duration.ofSeconds(2);
    Duration commandTimeout = Duration.ofSeconds(1);
    Duration closeTimeout = Duration.ofSeconds(2);
    int maxConnections = 32;
    int maxPending = 4096;
    long maxPendingBytes = 64L << 20;
    long maxReplyBytes = defaultMaxReplyBytes(Runtime.getRuntime().maxMemory());
    CommandBatching commandBatching = CommandBatching.ON;
    int largeRequestBytes = 64 << 10;
    ReconnectSettings reconnect = ReconnectSettings.forEver();
    BreakerSettings breaker = BreakerSettings.defaults();
    Duration heartbeat = Duration.ofSeconds(3);
    Duration topologyRefresh = Duration.ofSeconds(30);
    UnaryOperator<Node> addressMapping = UnaryOperator.identity();
    ConnectionListener listener = event -> {};

    RedisSettingsBuilder() {}

    /** Sets a single server. */
    public RedisSettingsBuilder node(Node node) {
        return servers(new RedisEndpoints.Standalone(node));
    }

    /**
     * Sets a cluster.
     *
     * @param nodes some nodes of the cluster
     */
    public RedisSettingsBuilder cluster(List<Node> nodes) {
        return servers(new RedisEndpoints.Cluster(nodes));
    }

    /**
     * Sets a master that is monitored by sentinels.
     *
     * @param master the name under which the sentinels know the master
     */
    public RedisSettingsBuilder sentinel(String master, List<Node> sentinels) {
        return servers(new RedisEndpoints.Sentinel(sentinels, master, null));
    }

    /** Sets the addresses of the servers, and how the servers work together. */
    public RedisSettingsBuilder servers(RedisEndpoints servers) {
        this.servers = servers;
        return this;
    }

    /** Sets the password of the default user. */
    public RedisSettingsBuilder password(String password) {
        this.credentials = new Credentials(null, password);
        return this;
    }

    /** Sets an ACL user and its password. */
    public RedisSettingsBuilder credentials(String username, String password) {
        this.credentials = new Credentials(username, password);
        return this;
    }

    /**
     * Sets a provider of credentials that may change while the application runs.
     *
     * @throws IllegalArgumentException for fixed credentials that expire
     */
    public RedisSettingsBuilder credentials(CredentialsProvider provider) {
        if (provider instanceof Credentials fixed && fixed.validFor() != null) {
            throw new IllegalArgumentException(
                    "credentials that expire need a provider of others: pass one that makes new ones, not " + fixed);
        }
        this.credentials = provider;
        return this;
    }

    /**
     * Sets the number of the database, 0 to 1023. A cluster has only database 0, except with Valkey 9 if configured
     * for more.
     */
    public RedisSettingsBuilder database(int database) {
        this.database = RedisSettings.requireBetween("database", database, 0, 1023);
        return this;
    }

    /**
     * Enables TLS. The certificates and host names of the servers are verified. Connections to sentinels use TLS
     * too.
     */
    public RedisSettingsBuilder tls(TlsSettings tls) {
        this.tls = tls;
        return this;
    }

    /** Sets the name that the server shows in {@code CLIENT LIST}: 1 to 64 visible ASCII characters. */
    public RedisSettingsBuilder clientName(String clientName) {
        if (clientName.isEmpty()
                || clientName.length() > 64
                || !clientName.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException(
                    "clientName must be 1 to 64 visible ASCII characters without spaces: '" + clientName + "'");
        }
        this.clientName = clientName;
        return this;
    }

    /** Sets when the first connections are made. Default: in the background. */
    public RedisSettingsBuilder connectMode(ConnectMode connectMode) {
        this.connectMode = connectMode;
        return this;
    }

    /** Sets the timeout of one attempt to connect, including authentication, 1 ms to 1 h. Default: 2 s. */
    public RedisSettingsBuilder connectTimeout(Duration connectTimeout) {
        this.connectTimeout = RedisSettings.requireBetween("connectTimeout", connectTimeout, MIN_TIMEOUT, MAX_TIMEOUT);
        return this;
    }

    /** Sets the default timeout of a call, 1 ms to 1 h. Default: 1 s. */
    public RedisSettingsBuilder commandTimeout(Duration commandTimeout) {
        this.commandTimeout = RedisSettings.requireBetween("commandTimeout", commandTimeout, MIN_TIMEOUT, MAX_TIMEOUT);
        return this;
    }

    /** Sets the maximum time that closing waits for calls in progress, 0 to 1 min. Default: 2 s. */
    public RedisSettingsBuilder closeTimeout(Duration closeTimeout) {
        this.closeTimeout =
                RedisSettings.requireBetween("closeTimeout", closeTimeout, Duration.ZERO, Duration.ofMinutes(1));
        return this;
    }

    /**
     * Sets the maximum number of connections that a pooling driver opens for commands to one server, 1 to 1024.
     * Default: 32.
     */
    public RedisSettingsBuilder maxConnections(int maxConnections) {
        this.maxConnections = RedisSettings.requireBetween("maxConnections", maxConnections, 1, 1024);
        return this;
    }

    /**
     * Sets the maximum number of commands to one server that may wait before further ones are refused, 1 to
     * 1,000,000. Default: 4,096.
     */
    public RedisSettingsBuilder maxPending(int maxPending) {
        this.maxPending = RedisSettings.requireBetween("maxPending", maxPending, 1, 1_000_000);
        return this;
    }

    /**
     * Sets the maximum total size in bytes of the commands that wait to be sent to one server, 1 MiB to 1 TiB.
     * Default: 64 MiB.
     */
    public RedisSettingsBuilder maxPendingBytes(long maxPendingBytes) {
        if (maxPendingBytes < 1L << 20 || maxPendingBytes > 1L << 40) {
            throw new IllegalArgumentException("maxPendingBytes must be between 1 MiB and 1 TiB: " + maxPendingBytes);
        }
        this.maxPendingBytes = maxPendingBytes;
        return this;
    }

    /**
     * Sets the maximum size in bytes of a reply, and of all replies of one server to one call, 64 KiB to 1 TiB. It
     * holds for each server and each round trip: a call to several masters of a cluster may receive as much from each
     * of them. Default: an eighth of the maximum heap of the JVM, but at least 16 MiB and at most 512 MiB.
     */
    public RedisSettingsBuilder maxReplyBytes(long maxReplyBytes) {
        if (maxReplyBytes < 64L << 10 || maxReplyBytes > 1L << 40) {
            throw new IllegalArgumentException("maxReplyBytes must be between 64 KiB and 1 TiB: " + maxReplyBytes);
        }
        this.maxReplyBytes = maxReplyBytes;
        return this;
    }

    static long defaultMaxReplyBytes(long maxHeapBytes) {
        return Math.max(16L << 20, Math.min(512L << 20, maxHeapBytes / 8));
    }

    /** Sets whether the commands of concurrent callers are sent together. Default: on. */
    public RedisSettingsBuilder commandBatching(CommandBatching commandBatching) {
        this.commandBatching = commandBatching;
        return this;
    }

    /**
     * Sets the size in bytes from which on a request is sent on a separate connection, 1 KiB to 512 MiB. Default:
     * 64 KiB.
     */
    public RedisSettingsBuilder largeRequestBytes(int largeRequestBytes) {
        this.largeRequestBytes =
                RedisSettings.requireBetween("largeRequestBytes", largeRequestBytes, 1 << 10, 512 << 20);
        return this;
    }

    /** Sets the delays between attempts to reach a server that is down. Default: 100 ms to 10 s, without end. */
    public RedisSettingsBuilder reconnect(ReconnectSettings reconnect) {
        this.reconnect = reconnect;
        return this;
    }

    /** Sets the settings of the circuit breaker. */
    public RedisSettingsBuilder breaker(BreakerSettings breaker) {
        this.breaker = breaker;
        return this;
    }

    /**
     * Sets the period without inbound data after which a connection for subscriptions or tracking is checked by a
     * PING, 10 ms to 1 h. Default: 3 s.
     */
    public RedisSettingsBuilder heartbeat(Duration heartbeat) {
        this.heartbeat = RedisSettings.requireBetween("heartbeat", heartbeat, Duration.ofMillis(10), MAX_TIMEOUT);
        return this;
    }

    /** Sets the interval at which sentinels or a cluster are asked for the masters, 100 ms to 1 h. Default: 30 s. */
    public RedisSettingsBuilder topologyRefresh(Duration topologyRefresh) {
        this.topologyRefresh =
                RedisSettings.requireBetween("topologyRefresh", topologyRefresh, Duration.ofMillis(100), MAX_TIMEOUT);
        return this;
    }

    /**
     * Sets the mapping from an address that a server announces to the address to connect to, for example because of
     * a NAT, a tunnel, or a provider that announces addresses which its certificate does not contain. Default: the
     * announced address.
     *
     * @param addressMapping called once for each server, including those of these settings; must not block or
     *     return null
     */
    public RedisSettingsBuilder addressMapping(UnaryOperator<Node> addressMapping) {
        this.addressMapping = addressMapping;
        return this;
    }

    /** Sets the listener for connection events. */
    public RedisSettingsBuilder listener(ConnectionListener listener) {
        this.listener = listener;
        return this;
    }

    /** Builds the settings. */
    public RedisSettings build() {
        return new RedisSettings(copy());
    }

    RedisSettingsBuilder copy() {
        RedisSettingsBuilder copy = new RedisSettingsBuilder();
        copy.servers = servers;
        copy.credentials = credentials;
        copy.database = database;
        copy.tls = tls;
        copy.clientName = clientName;
        copy.connectMode = connectMode;
        copy.connectTimeout = connectTimeout;
        copy.commandTimeout = commandTimeout;
        copy.closeTimeout = closeTimeout;
        copy.maxConnections = maxConnections;
        copy.maxPending = maxPending;
        copy.maxPendingBytes = maxPendingBytes;
        copy.maxReplyBytes = maxReplyBytes;
        copy.commandBatching = commandBatching;
        copy.largeRequestBytes = largeRequestBytes;
        copy.reconnect = reconnect;
        copy.breaker = breaker;
        copy.heartbeat = heartbeat;
        copy.topologyRefresh = topologyRefresh;
        copy.addressMapping = addressMapping;
        copy.listener = listener;
        return copy;
    }

    List<@Nullable Object> toList() {
        return RedisSettings.sharedList(
                servers,
                credentials,
                database,
                tls,
                clientName,
                connectMode,
                connectTimeout,
                commandTimeout,
                closeTimeout,
                maxConnections,
                maxPending,
                maxPendingBytes,
                maxReplyBytes,
                commandBatching,
                largeRequestBytes,
                reconnect,
                breaker,
                heartbeat,
                topologyRefresh,
                addressMapping,
                listener);
    }
}
