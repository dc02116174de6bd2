package io.redoubt.lettuce;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateAdapter;
import io.lettuce.core.api.StatefulRedisConnection;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Node;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection that all commands share: opened by the first call, and again by the first call after it was lost. Calls
 * that come meanwhile wait for the same attempt, each to its own deadline. Thread-safe.
 */
final class SharedConnection {

    private static final Logger LOG = LoggerFactory.getLogger(SharedConnection.class);

    private final Connector connector;
    private final Node node;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable CompletableFuture<StatefulRedisConnection<byte[], byte[]>> current;
    private volatile boolean failing;

    SharedConnection(Connector connector, Node node) {
        this.connector = connector;
        this.node = node;
    }

    /**
     * The connection.
     *
     * @throws DriverException if there is none in time
     */
    StatefulRedisConnection<byte[], byte[]> acquire(Deadline deadline) {
        CompletableFuture<StatefulRedisConnection<byte[], byte[]>> known = current;
        return connector.await(known != null && usable(known) ? known : dial(), deadline);
    }

    private CompletableFuture<StatefulRedisConnection<byte[], byte[]>> dial() {
        lock.lock();
        try {
            CompletableFuture<StatefulRedisConnection<byte[], byte[]>> known = current;
            if (known == null || !usable(known)) {
                known = connector.connect().outcome().whenComplete(this::log);
                current = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    private static boolean usable(CompletableFuture<StatefulRedisConnection<byte[], byte[]>> attempt) {
        return !attempt.isDone()
                || (!attempt.isCompletedExceptionally() && attempt.join().isOpen());
    }

    private void log(@Nullable StatefulRedisConnection<byte[], byte[]> connection, @Nullable Throwable failure) {
        if (connection != null) {
            failing = false;
            LOG.info("connected to {}", node);
            connection.addListener(new RedisConnectionStateAdapter() {
                @Override
                public void onRedisDisconnected(RedisChannelHandler<?, ?> lost) {
                    // Frees what Lettuce holds of it; nothing is to be sent over it any more.
                    Attempt.release(connection);
                    if (!connector.closed()) {
                        LOG.warn("lost the connection to {}; the next call connects again", node);
                    }
                }
            });
            if (!connection.isOpen()) {
                // Lost before anybody listened; the next call sees that by itself.
                Attempt.release(connection);
            }
        } else if (failure != null && !failing && !connector.closed()) {
            failing = true;
            LOG.warn(
                    "{}; said once until it succeeds",
                    connector.failures().connecting(failure).getMessage());
        }
    }
}
