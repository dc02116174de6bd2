package io.redoubt.redis.spi.support;

import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decorator that catches and logs the exceptions and errors thrown by another {@link NodeListener}. So neither calls
 * nor other events are affected. A close of the client is no loss and is not passed on. Never throws, and allocates
 * nothing. Thread-safe if the other listener is.
 *
 * @param listener the other listener
 */
public record SafeNodeListener(NodeListener listener) implements NodeListener {

    private static final Logger LOG = LoggerFactory.getLogger(SafeNodeListener.class);

    @Override
    public void opened() {
        try {
            listener.opened();
        } catch (Throwable e) {
            log(e);
        }
    }

    @Override
    public void lost(DriverException reason) {
        try {
            if (reason.kind() != Kind.CLOSED) {
                listener.lost(reason);
            }
        } catch (Throwable e) {
            log(e);
        }
    }

    /** Logs what a listener threw if there is enough memory. Never throws. */
    public static void log(Throwable e) {
        try {
            LOG.warn("a listener of a driver failed; the driver goes on", e);
        } catch (Throwable noMemory) {
            // Without memory the failure is not logged.
        }
    }
}
