package io.redoubt;

import io.redoubt.redis.ConnectionEvent;
import io.redoubt.redis.ConnectionListener;
import io.redoubt.redis.Node;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.support.ServiceThread;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Background check that warns if the eviction policy of a Redis server permits the deletion of locks, sessions or rate
 * limits. The {@code maxmemory-policy} of the masters is read after a connection was made or the topology changed,
 * unless it was read less than a minute ago: a connection may be replaced many times per second. A policy by which a
 * server without free memory evicts locks, sessions and limits is logged at WARN, once for each server. A server that
 * does not allow {@code INFO} is not mentioned. Thread-safe; runs on a thread of its own,
 * {@code redoubt-eviction-check}, which ends when there is nothing to check.
 */
final class EvictionPolicyMonitor implements ConnectionListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EvictionPolicyMonitor.class);
    private static final long INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();
    private static final String FIELD = "maxmemory_policy:";
    private static final Command INFO = Command.keyless("INFO", Command.ascii("memory"));

    private final ConnectionListener application;
    private final ServiceThread thread = new ServiceThread("redoubt-eviction-check", this::check);
    private final LongSupplier nanoTime;
    private final Map<Node, Long> checkedAt = new ConcurrentHashMap<>();
    private final Map<Node, String> known = new ConcurrentHashMap<>();
    private volatile @Nullable RedisDriver driver;
    private volatile CallOptions options = CallOptions.within(Duration.ofSeconds(1));

    /**
     * @param application the application's own listener, which receives all events too
     * @param nanoTime the monotonic clock, in nanoseconds
     */
    EvictionPolicyMonitor(ConnectionListener application, LongSupplier nanoTime) {
        this.application = application;
        this.nanoTime = nanoTime;
    }

    /** Starts the checks, on the driver whose events this receives. */
    void start(RedisDriver opened, Duration timeout) {
        options = CallOptions.within(timeout);
        driver = opened;
    }

    @Override
    public void onEvent(ConnectionEvent event) {
        try {
            if (!masters(event).stream().allMatch(this::isChecked)) {
                thread.wake();
            }
        } finally {
            application.onEvent(event); // also if there is no memory for a thread
        }
    }

    /** Returns the servers of which the event gives reason to read the policy. */
    private static List<Node> masters(ConnectionEvent event) {
        if (event instanceof ConnectionEvent.Connected e) {
            return List.of(e.node());
        }
        if (event instanceof ConnectionEvent.FailedOver e) {
            return List.of(e.to());
        }
        return event instanceof ConnectionEvent.TopologyChanged e ? e.masters() : List.of();
    }

    private boolean isChecked(Node node) {
        Long last = checkedAt.get(node);
        return last != null && nanoTime.getAsLong() - last < INTERVAL_NANOS;
    }

    private Duration check() {
        RedisDriver opened = driver;
        if (opened != null) {
            try {
                opened.onEveryMaster(INFO, options).forEach(this::check);
            } catch (DriverException e) {
                LOG.debug("the eviction policy could not be read", e); // asked again after the next connection
            }
        }
        return ServiceThread.UNTIL_WOKEN;
    }

    private void check(Node node, Reply info) {
        if (!(info instanceof Reply.Missing)) {
            checkedAt.put(node, nanoTime.getAsLong());
        }
        if (!(info instanceof Reply.Data data)) {
            return;
        }
        data.text()
                .lines()
                .filter(line -> line.startsWith(FIELD))
                .map(line -> line.substring(FIELD.length()).strip())
                .filter(policy -> !policy.equals(known.put(node, policy)))
                .forEach(policy -> warn(node, policy));
    }

    private static void warn(Node node, String policy) {
        if (policy.startsWith("allkeys-")) {
            LOG.warn(
                    "the maxmemory-policy of {} is {}: when its memory is full, it evicts locks, sessions, rate limits"
                            + " and accepted write-behind writes like cached values. Keep them on a server with"
                            + " noeviction, or give this one noeviction and enough memory",
                    node,
                    policy);
        } else if (policy.startsWith("volatile-")) {
            LOG.warn(
                    "the maxmemory-policy of {} is {}: when its memory is full, it evicts keys with a time to live,"
                            + " which are also all locks, sessions and rate limits. Keep them on a server with"
                            + " noeviction, or give this one noeviction and enough memory",
                    node,
                    policy);
        }
    }

    @Override
    public void close() {
        thread.close();
    }
}
