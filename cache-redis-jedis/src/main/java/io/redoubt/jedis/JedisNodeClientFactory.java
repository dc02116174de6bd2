package io.redoubt.jedis;

import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeClientFactory;
import io.redoubt.redis.spi.NodeCredentialsSource;
import io.redoubt.redis.spi.NodeListener;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * Factory that creates a Jedis-based client for each Redis server and owns the threads that the clients share. These
 * are the I/O threads and the {@link DeadlineMonitor}. Thread-safe.
 */
final class JedisNodeClientFactory implements NodeClientFactory {

    private static final long CLOSE_SECONDS = 2;

    private final AtomicInteger threadNumber = new AtomicInteger();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), this::ioThread);
    private final Set<JedisNodeClient> clients = ConcurrentHashMap.newKeySet();
    private final JedisClientContext resources;
    private volatile boolean closed;

    private JedisNodeClientFactory(RedisSettings settings, LongSupplier nanoTime, UnaryOperator<Socket> socketLayer) {
        DeadlineMonitor monitor = new DeadlineMonitor(clients, nanoTime);
        this.resources = new JedisClientContext(settings, nanoTime, monitor, threads, socketLayer);
    }

    /** Creates a driver, which has no connections yet. */
    static JedisNodeClientFactory with(RedisSettings settings, LongSupplier nanoTime) {
        return with(settings, nanoTime, UnaryOperator.identity());
    }

    /** Creates a driver with a layer over each connected socket, by which tests inject failures. */
    static JedisNodeClientFactory with(
            RedisSettings settings, LongSupplier nanoTime, UnaryOperator<Socket> socketLayer) {
        return new JedisNodeClientFactory(settings, nanoTime, socketLayer);
    }

    @Override
    public NodeClient client(Node node, NodeCredentialsSource credentials, int database, NodeListener listener) {
        JedisNodeClient client = new JedisNodeClient(resources, node, credentials, database, listener, clients::remove);
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
        resources.monitor().close();
        threads.shutdown();
        try {
            var unused = threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Creates a platform thread, even if callers are virtual threads. An interrupt of a thread that blocks on a
     * channel closes the channel, and no caller can interrupt I/O threads.
     */
    private Thread ioThread(Runnable task) {
        String name = "redoubt-jedis-io-" + threadNumber.incrementAndGet();
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        return thread;
    }
}
