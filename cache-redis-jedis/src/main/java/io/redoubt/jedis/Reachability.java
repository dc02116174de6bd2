package io.redoubt.jedis;

import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Node;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs when the server comes and goes: each change once, however many connections and callers see it, and one that keeps
 * coming and going every ten seconds. Thread-safe.
 */
final class Reachability {

    private static final Logger LOG = LoggerFactory.getLogger("io.redoubt.jedis");
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private enum Told {
        NOTHING,
        UP,
        DOWN
    }

    private final Node node;
    private final LongSupplier nanoTime;
    private final AtomicReference<Told> told = new AtomicReference<>(Told.NOTHING);
    private final AtomicLong nextWarning;

    Reachability(Node node, LongSupplier nanoTime) {
        this.node = node;
        this.nanoTime = nanoTime;
        this.nextWarning = new AtomicLong(nanoTime.getAsLong());
    }

    /** A connection was opened. */
    void connected() {
        if (told.get() != Told.UP && told.getAndSet(Told.UP) != Told.UP) {
            LOG.info("Connected to {}", node);
        }
    }

    /** A connection was lost, or could not be opened. */
    void lost(DriverException e) {
        switch (e.kind()) {
            case CLOSED, INTERRUPTED, OVERLOADED -> {
                // Says nothing about the server.
            }
            default -> warn(e);
        }
    }

    private void warn(DriverException e) {
        long now = nanoTime.getAsLong();
        long due = nextWarning.get();
        if (told.get() != Told.DOWN && now - due >= 0 && nextWarning.compareAndSet(due, now + QUIET_NANOS)) {
            told.set(Told.DOWN);
            LOG.warn("No connection to {}: {}; every further call tries to reconnect", node, e.getMessage());
        }
    }
}
