package io.redoubt.jedis;

import io.redoubt.redis.spi.Credentials;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.Node;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeDriver;
import io.redoubt.redis.spi.NodeListener;
import io.redoubt.redis.spi.RedisSettings;
import io.redoubt.redis.spi.TlsSettings;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes clients of single servers, and owns what they share: the watchdog and the threads. Thread-safe. */
final class JedisNodeDriver implements NodeDriver {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final RedisSettings settings;
    private final LongSupplier nanoTime;
    private final UnaryOperator<Socket> sockets;
    private final @Nullable Encryption encryption;
    private final IoThreads threads = new IoThreads();
    private final Watchdog watchdog;
    private final Set<JedisNodeClient> clients = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private JedisNodeDriver(RedisSettings settings, LongSupplier nanoTime, UnaryOperator<Socket> sockets) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.sockets = sockets;
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
        return with(settings, nanoTime, UnaryOperator.identity());
    }

    /** The same, with something put over each socket: for tests. */
    static JedisNodeDriver with(RedisSettings settings, LongSupplier nanoTime, UnaryOperator<Socket> sockets) {
        return new JedisNodeDriver(settings, nanoTime, sockets);
    }

    @Override
    public NodeClient client(Node node, @Nullable Credentials credentials, int database, NodeListener listener) {
        Sockets open = new Sockets(watchdog);
        Failures failures = new Failures(node, open);
        Connector connector =
                new Connector(settings, node, credentials, database, encryption, sockets, nanoTime, open, failures);
        JedisNodeClient client = new JedisNodeClient(
                settings, node, connector, failures, open, listener, watchdog, threads, nanoTime, clients::remove);
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
