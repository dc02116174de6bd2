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

/** Factory of clients of single servers, and owner of what they share: I/O threads and deadline monitor. Thread-safe. */
final class JedisNodeDriver implements NodeDriver {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final RedisSettings settings;
    private final LongSupplier nanoTime;
    private final UnaryOperator<Socket> socketLayer;
    private final @Nullable TlsSockets tls;
    private final IoThreads threads = new IoThreads();
    private final Set<JedisNodeClient> clients = ConcurrentHashMap.newKeySet();
    private final DeadlineMonitor monitor;
    private volatile boolean closed;

    private JedisNodeDriver(RedisSettings settings, LongSupplier nanoTime, UnaryOperator<Socket> socketLayer) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.socketLayer = socketLayer;
        TlsSettings tlsSettings = settings.tls();
        this.tls = tlsSettings == null ? null : TlsSockets.of(tlsSettings);
        this.monitor = new DeadlineMonitor(clients, threads, nanoTime);
    }

    /**
     * A driver that is connected to nothing yet.
     *
     * @throws IllegalArgumentException if the trusted certificates cannot be read
     */
    static JedisNodeDriver with(RedisSettings settings, LongSupplier nanoTime) {
        return with(settings, nanoTime, UnaryOperator.identity());
    }

    /** The same with a layer over each connected socket, by which tests inject failures. */
    static JedisNodeDriver with(RedisSettings settings, LongSupplier nanoTime, UnaryOperator<Socket> socketLayer) {
        return new JedisNodeDriver(settings, nanoTime, socketLayer);
    }

    @Override
    public NodeClient client(Node node, @Nullable Credentials credentials, int database, NodeListener listener) {
        OpenChannels channels = new OpenChannels(monitor);
        ExceptionTranslator exceptions = new ExceptionTranslator(node, channels);
        ConnectionFactory factory = new ConnectionFactory(
                settings, node, credentials, database, tls, socketLayer, nanoTime, channels, exceptions);
        JedisNodeClient client = new JedisNodeClient(
                settings, node, factory, channels, exceptions, listener, monitor, threads, nanoTime, clients::remove);
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
        monitor.close();
        threads.close(Deadline.after(CLOSE_TIMEOUT, nanoTime));
    }
}
