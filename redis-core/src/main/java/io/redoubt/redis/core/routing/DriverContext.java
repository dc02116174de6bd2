package io.redoubt.redis.core.routing;

import io.redoubt.redis.Credentials;
import io.redoubt.redis.CredentialsProvider;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeCredentials;
import io.redoubt.redis.spi.NodeDriver;
import io.redoubt.redis.spi.NodeListener;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What the parts of one driver share. */
record DriverContext(RedisSettings settings, LongSupplier nanoTime, BackgroundScheduler scheduler, ConnectionEventDispatcher events, ConnectionCounters counters) {

    private static final Duration MAX_ATTEMPT = Duration.ofSeconds(1);

    static DriverContext of(RedisSettings settings, LongSupplier nanoTime) {
        return new DriverContext(settings, nanoTime, new BackgroundScheduler(), new ConnectionEventDispatcher(settings.listener()), new ConnectionCounters());
    }

    /** How a server is connected to, with credentials that are asked for before each connection; null for none. */
    Function<NodeListener, NodeClient> clientFactory(
            NodeDriver driver, Node node, @Nullable CredentialsProvider credentials, int database) {
        return listener -> {
            if (credentials == null || credentials instanceof Credentials) {
                return driver.client(node, NodeCredentials.fixed((Credentials) credentials), database, listener);
            }
            RenewingCredentials provided = new RenewingCredentials(credentials, this);
            NodeClient client = driver.client(node, provided, database, listener);
            provided.renewConnectionsOf(client);
            return client;
        };
    }

    /**
     * When an attempt in the background to reach a server ends: so soon that one which comes back during an attempt that is
     * lost need not wait long for the next.
     */
    Deadline attemptDeadline() {
        Duration connect = settings.connectTimeout();
        return Deadline.after(connect.compareTo(MAX_ATTEMPT) < 0 ? connect : MAX_ATTEMPT, nanoTime);
    }
}
