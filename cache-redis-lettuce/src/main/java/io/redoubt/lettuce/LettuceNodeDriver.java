package io.redoubt.lettuce;

import io.redoubt.redis.spi.Credentials;
import io.redoubt.redis.spi.Node;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeDriver;
import io.redoubt.redis.spi.NodeListener;
import io.redoubt.redis.spi.RedisSettings;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The driver: threads that all its clients share. */
final class LettuceNodeDriver implements NodeDriver {

    private final RedisSettings settings;
    private final LongSupplier nanoTime;
    private final Dialler dialler;
    private final Set<LettuceNodeClient> clients = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    LettuceNodeDriver(RedisSettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.dialler = new Dialler(settings);
    }

    @Override
    public NodeClient client(Node node, @Nullable Credentials credentials, int database, NodeListener listener) {
        LettuceNodeClient client = new LettuceNodeClient(
                node,
                ClientSetup.uri(settings, node, credentials, database),
                dialler,
                settings,
                nanoTime,
                listener,
                clients::remove);
        clients.add(client);
        if (closed.get()) {
            client.close();
        }
        return client;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            clients.forEach(LettuceNodeClient::close);
            dialler.close();
        }
    }
}
