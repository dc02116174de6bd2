package io.redoubt.jedis;

import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.NodeListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listener that logs all exceptions and errors of another listener, so that neither calls nor other events are
 * affected. Never throws and allocates nothing.
 */
record SafeNodeListener(NodeListener listener) implements NodeListener {

    private static final Logger LOG = LoggerFactory.getLogger("io.redoubt.jedis");

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
            listener.lost(reason);
        } catch (Throwable e) {
            log(e);
        }
    }

    /** Logs the failure of a listener if there is enough memory. Never throws. */
    static void log(Throwable e) {
        try {
            LOG.warn("A listener of the driver failed", e);
        } catch (Throwable noMemory) {
            // Without memory the failure is not logged.
        }
    }
}
