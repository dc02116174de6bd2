package io.redoubt.jedis;

import io.redoubt.redis.spi.Credentials;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.Node;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeDriver;
import io.redoubt.redis.spi.NodeListener;
import io.redoubt.redis.spi.RedisSettings;
import io.redoubt.redis.spi.TlsSettings;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Makes clients of single servers, and owns what they share: the watchdog and the threads. Thread-safe. */
final class JedisNodeDriver implements NodeDriver {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final RedisSettings settings;
    private final LongSupplier nanoTime;
    private final @Nullable Encryption encryption;
    private final IoThreads threads = new IoThreads();
    private final Watchdog watchdog;
    private final Set<JedisNodeClient> clients = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private JedisNodeDriver(RedisSettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        TlsSettings tls = settings.tls();
        this.watchdog = new Watchdog(threads, () -> clients.forEach(JedisNodeClient::inspect), nanoTime);
        this.encryption = tls == null ? null : Encryption.of(tls);
    }

    /**
     * A driver that is connected to nothing yet.
     *
     * @throws IllegalArgumentException if the trusted certificates cannot be read
     */
    static JedisNodeDriver with(RedisSettings settings, LongSupplier nanoTime) {
        return new JedisNodeDriver(settings, nanoTime);
    }

    @Override
    public NodeClient client(Node node, @Nullable Credentials credentials, int database, NodeListener listener) {
        Sockets sockets = new Sockets(watchdog);
        Failures failures = new Failures(node, sockets);
        Connector connector =
                new Connector(settings, node, credentials, database, encryption, nanoTime, sockets, failures);
        JedisNodeClient client = new JedisNodeClient(
                settings, node, connector, failures, sockets, listener, watchdog, threads, nanoTime, clients::remove);
        clients.add(client);
        if (closed) {
            client.close();
        }
        return client;
    }

    @Override
    public void close() {
        closed = true;
        clients.forEach(JedisNodeClient::close);
        watchdog.close();
        threads.join(Deadline.after(PATIENCE, nanoTime));
    }
}
