package io.redoubt.redis.core.routing;

import io.redoubt.redis.ConnectionEvent;
import io.redoubt.redis.ConnectionListener;
import io.redoubt.redis.core.LogThrottle;
import io.redoubt.redis.core.support.SerialExecutor;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dispatcher that logs each {@link ConnectionEvent} and passes it to the application's listener. Thread-safe; never
 * blocks. Events are dropped while more than {@link #MAX_QUEUED} wait for the listener. Of connections that are made
 * and lost again and again, a burst of {@link #MAX_BURST} lines is logged, and then one line per second: each read of
 * a value that is too large replaces a connection.
 */
final class ConnectionEventDispatcher implements AutoCloseable {

    static final int MAX_QUEUED = 1_000;
    static final int MAX_BURST = 50;

    private static final Logger LOG = LoggerFactory.getLogger("io.redoubt.redis.connections");

    private final ConnectionListener listener;
    private final LogThrottle connected;
    private final LogThrottle disconnected;
    private final SerialExecutor executor = new SerialExecutor("redoubt-redis-events", MAX_QUEUED, Duration.ZERO);

    ConnectionEventDispatcher(ConnectionListener listener, LongSupplier nanoTime) {
        this.listener = listener;
        this.connected = new LogThrottle(nanoTime, MAX_BURST);
        this.disconnected = new LogThrottle(nanoTime, MAX_BURST);
    }

    void publish(ConnectionEvent event) {
        log(event);
        if (!executor.offer(() -> listener.onEvent(event))) {
            LOG.debug("the listener is too slow: an event was dropped");
        }
    }

    private void log(ConnectionEvent event) {
        if (event instanceof ConnectionEvent.Connected e) {
            connected.pass(leftOut -> LOG.info("connected to {}{}", e.node(), leftOut));
        } else if (event instanceof ConnectionEvent.Disconnected e) {
            disconnected.pass(leftOut -> LOG.warn("lost the connection to {}: {}{}", e.node(), e.reason(), leftOut));
        } else if (event instanceof ConnectionEvent.Reconnecting e) {
            LOG.debug(
                    "trying {} again in {} ms, attempt {}", e.node(), e.delay().toMillis(), e.attempt());
        } else if (event instanceof ConnectionEvent.BreakerOpened e) {
            LOG.warn("leaving {} alone, and trying it again in the background: {}", e.node(), e.reason());
        } else if (event instanceof ConnectionEvent.BreakerClosed e) {
            LOG.info("{} answers again", e.node());
        } else if (event instanceof ConnectionEvent.GaveUp e) {
            LOG.error("giving {} up after {} attempts; restart to try again", e.node(), e.attempts());
        } else if (event instanceof ConnectionEvent.FailedOver e) {
            LOG.warn("failed over from {} to {}", e.from(), e.to());
        } else if (event instanceof ConnectionEvent.TopologyChanged e) {
            LOG.info("the cluster's masters are {}", e.masters());
        }
    }

    @Override
    public void close() {
        executor.close();
    }
}
