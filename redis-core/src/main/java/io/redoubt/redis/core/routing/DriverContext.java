package io.redoubt.redis.core.routing;

import io.redoubt.redis.Credentials;
import io.redoubt.redis.CredentialsProvider;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeClientFactory;
import io.redoubt.redis.spi.NodeCredentialsSource;
import io.redoubt.redis.spi.NodeListener;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Immutable record of the objects that all components of one driver share, such as settings, clock and scheduler.
 *
 * @param settings the connection settings
 * @param nanoTime the monotonic clock, in nanoseconds
 * @param scheduler runs background work
 * @param events logs and dispatches connection events
 * @param counters counts calls and connections
 */
record DriverContext(
        RedisSettings settings,
        LongSupplier nanoTime,
        BackgroundScheduler scheduler,
        ConnectionEventDispatcher events,
        DriverCounters counters) {

    private static final Duration MAX_ATTEMPT = Duration.ofSeconds(1);

    static DriverContext of(RedisSettings settings, LongSupplier nanoTime) {
        return new DriverContext(
                settings,
                nanoTime,
                new BackgroundScheduler(),
                new ConnectionEventDispatcher(settings.listener(), nanoTime),
                new DriverCounters());
    }

    /**
     * Returns a factory of clients for one server. Credentials are requested before each connection; null means
     * none.
     */
    Function<NodeListener, NodeClient> clientFactory(
            NodeClientFactory driver, Node node, @Nullable CredentialsProvider credentials, int database) {
        return listener -> {
            if (credentials == null || credentials instanceof Credentials) {
                return driver.client(node, NodeCredentialsSource.fixed((Credentials) credentials), database, listener);
            }
            RenewingCredentials provided = new RenewingCredentials(credentials, this);
            NodeClient client = driver.client(node, provided, database, listener);
            provided.renewConnectionsOf(client);
            return client;
        };
    }

    /**
     * Creates a client for a single query, which is not observed, and whose connections do not authenticate again. To
     * be closed after the query.
     */
    NodeClient temporaryClient(NodeClientFactory driver, Node node) {
        CredentialsProvider credentials = settings.credentials();
        NodeCredentialsSource source = credentials == null || credentials instanceof Credentials
                ? NodeCredentialsSource.fixed((Credentials) credentials)
                : new RenewingCredentials(credentials, this);
        return driver.client(node, source, settings.database(), new UnobservedConnections());
    }

    /** Node listener without effect. */
    private static final class UnobservedConnections implements NodeListener {

        @Override
        public void opened() {}

        @Override
        public void lost(DriverException reason) {}
    }

    /**
     * Returns the deadline for a background attempt to reach a server. It is short, so that a server that recovers
     * during a hopeless attempt need not wait long for the next attempt.
     */
    Deadline attemptDeadline() {
        Duration connect = settings.connectTimeout();
        return Deadline.after(connect.compareTo(MAX_ATTEMPT) < 0 ? connect : MAX_ATTEMPT, nanoTime);
    }
}
