package io.redoubt.redis;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Collects connection settings. Not thread-safe. Each setting is checked when it is set. */
public final class RedisSettingsBuilder {

    private static final Duration MIN_TIMEOUT = Duration.ofMillis(1);
    private static final Duration MAX_TIMEOUT = Duration.ofHours(1);

    Servers servers = new Servers.Standalone(new Node("localhost", RedisSettings.DEFAULT_PORT));

    @Nullable
    CredentialsProvider credentials;

    int database;

    @Nullable
    TlsSettings tls;

    String clientName = "redoubt";
    Connecting connecting = Connecting.LAZILY;
    Duration connectTimeout = Duration.ofSeconds(2);
    Duration commandTimeout = Duration.ofSeconds(1);
    Duration closeTimeout = Duration.ofSeconds(2);
    int maxConnections = 32;
    int maxPending = 4096;
    long maxPendingBytes = 64L << 20;
    SharedWire sharedWire = SharedWire.ON;
    int largeRequestBytes = 64 << 10;
    ReconnectSettings reconnect = ReconnectSettings.forEver();
    BreakerSettings breaker = BreakerSettings.defaults();
    Duration heartbeat = Duration.ofSeconds(3);
    Duration topologyRefresh = Duration.ofSeconds(30);
    UnaryOperator<Node> addressMapping = UnaryOperator.identity();
    ConnectionListener listener = event -> {};

    RedisSettingsBuilder() {}

    /** One server. */
    public RedisSettingsBuilder node(Node node) {
        return servers(new Servers.Standalone(node));
    }

    /** A cluster, of which these are some nodes. */
    public RedisSettingsBuilder cluster(List<Node> nodes) {
        return servers(new Servers.Cluster(nodes));
    }

    /** The master that sentinels know under a name. */
    public RedisSettingsBuilder sentinel(String master, List<Node> sentinels) {
        return servers(new Servers.Sentinel(sentinels, master, null));
    }

    /** Where the servers are, and how they work together. */
    public RedisSettingsBuilder servers(Servers servers) {
        this.servers = servers;
        return this;
    }

    /** The password of the default user. */
    public RedisSettingsBuilder password(String password) {
        this.credentials = new Credentials(null, password);
        return this;
    }

    /** An ACL user and its password. */
    public RedisSettingsBuilder credentials(String username, String password) {
        this.credentials = new Credentials(username, password);
        return this;
    }

    /**
     * Credentials that may change while the application runs.
     *
     * @throws IllegalArgumentException for credentials that expire and do not change
     */
    public RedisSettingsBuilder credentials(CredentialsProvider provider) {
        if (provider instanceof Credentials fixed && fixed.validFor() != null) {
            throw new IllegalArgumentException(
                    "credentials that expire need a provider of others: pass one that makes new ones, not " + fixed);
        }
        this.credentials = provider;
        return this;
    }

    /** The number of the database, 0 to 1023. A cluster has only 0, unless it is one of Valkey 9 that is set up for more. */
    public RedisSettingsBuilder database(int database) {
        this.database = RedisSettings.requireBetween("database", database, 0, 1023);
        return this;
    }

    /** Encrypts, and verifies the servers' certificates and host names. Sentinels are spoken to alike. */
    public RedisSettingsBuilder tls(TlsSettings tls) {
        this.tls = tls;
        return this;
    }

    /** What the server shows in {@code CLIENT LIST}: 1 to 64 visible ASCII characters. */
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

    /** When the first connections are made; with the first call, unless set. */
    public RedisSettingsBuilder connecting(Connecting connecting) {
        this.connecting = connecting;
        return this;
    }

    /** How long one attempt to connect may take, log-in included, 1 ms to 1 h; 2 s unless set. */
    public RedisSettingsBuilder connectTimeout(Duration connectTimeout) {
        this.connectTimeout = RedisSettings.requireBetween("connectTimeout", connectTimeout, MIN_TIMEOUT, MAX_TIMEOUT);
        return this;
    }

    /** How long a call may take unless it says otherwise, 1 ms to 1 h; 1 s unless set. */
    public RedisSettingsBuilder commandTimeout(Duration commandTimeout) {
        this.commandTimeout = RedisSettings.requireBetween("commandTimeout", commandTimeout, MIN_TIMEOUT, MAX_TIMEOUT);
        return this;
    }

    /** How long closing waits for calls in flight, 0 to 1 min; 2 s unless set. */
    public RedisSettingsBuilder closeTimeout(Duration closeTimeout) {
        this.closeTimeout = RedisSettings.requireBetween("closeTimeout", closeTimeout, Duration.ZERO, Duration.ofMinutes(1));
        return this;
    }

    /** How many connections a pooling driver opens for commands to one server, 1 to 1024; 32 unless set. */
    public RedisSettingsBuilder maxConnections(int maxConnections) {
        this.maxConnections = RedisSettings.requireBetween("maxConnections", maxConnections, 1, 1024);
        return this;
    }

    /** How many commands to one server may wait before further ones are refused, 1 to 1,000,000; 4,096 unless set. */
    public RedisSettingsBuilder maxPending(int maxPending) {
        this.maxPending = RedisSettings.requireBetween("maxPending", maxPending, 1, 1_000_000);
        return this;
    }

    /** How many bytes the commands may have that wait to be sent to one server, 1 MiB to 1 TiB; 64 MiB unless set. */
    public RedisSettingsBuilder maxPendingBytes(long maxPendingBytes) {
        if (maxPendingBytes < 1L << 20 || maxPendingBytes > 1L << 40) {
            throw new IllegalArgumentException("maxPendingBytes must be between 1 MiB and 1 TiB: " + maxPendingBytes);
        }
        this.maxPendingBytes = maxPendingBytes;
        return this;
    }

    /** Whether concurrent callers share the wire; they do unless it is switched off. */
    public RedisSettingsBuilder sharedWire(SharedWire sharedWire) {
        this.sharedWire = sharedWire;
        return this;
    }

    /** From how many bytes on a request travels on a connection of its own, 1 KiB to 512 MiB; 64 KiB unless set. */
    public RedisSettingsBuilder largeRequestBytes(int largeRequestBytes) {
        this.largeRequestBytes = RedisSettings.requireBetween("largeRequestBytes", largeRequestBytes, 1 << 10, 512 << 20);
        return this;
    }

    /** When to try again to reach a server that is gone; for ever, after 100 ms to 10 s, unless set. */
    public RedisSettingsBuilder reconnect(ReconnectSettings reconnect) {
        this.reconnect = reconnect;
        return this;
    }

    /** When a server that does not answer is left alone. */
    public RedisSettingsBuilder breaker(BreakerSettings breaker) {
        this.breaker = breaker;
        return this;
    }

    /** After how much silence a subscription or a tracking link is asked for a sign of life, 10 ms to 1 h; 3 s unless set. */
    public RedisSettingsBuilder heartbeat(Duration heartbeat) {
        this.heartbeat = RedisSettings.requireBetween("heartbeat", heartbeat, Duration.ofMillis(10), MAX_TIMEOUT);
        return this;
    }

    /** How often sentinels or a cluster are asked without occasion, 100 ms to 1 h; 30 s unless set. */
    public RedisSettingsBuilder topologyRefresh(Duration topologyRefresh) {
        this.topologyRefresh = RedisSettings.requireBetween("topologyRefresh", topologyRefresh, Duration.ofMillis(100), MAX_TIMEOUT);
        return this;
    }

    /**
     * Where to connect instead of the address that a server announces, for instance because of a NAT, a tunnel, or a
     * provider that announces addresses which its certificate does not name; the announced address unless set.
     *
     * @param addressMapping asked once for each server, those of these settings included; must not block or return null
     */
    public RedisSettingsBuilder addressMapping(UnaryOperator<Node> addressMapping) {
        this.addressMapping = addressMapping;
        return this;
    }

    /** Who hears what happens to the connections. */
    public RedisSettingsBuilder listener(ConnectionListener listener) {
        this.listener = listener;
        return this;
    }

    /** The settings. */
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
        copy.connecting = connecting;
        copy.connectTimeout = connectTimeout;
        copy.commandTimeout = commandTimeout;
        copy.closeTimeout = closeTimeout;
        copy.maxConnections = maxConnections;
        copy.maxPending = maxPending;
        copy.maxPendingBytes = maxPendingBytes;
        copy.sharedWire = sharedWire;
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
        return RedisSettings.listOf(
                servers,
                credentials,
                database,
                tls,
                clientName,
                connecting,
                connectTimeout,
                commandTimeout,
                closeTimeout,
                maxConnections,
                maxPending,
                maxPendingBytes,
                sharedWire,
                largeRequestBytes,
                reconnect,
                breaker,
                heartbeat,
                topologyRefresh,
                addressMapping,
                listener);
    }
}
