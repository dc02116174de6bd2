package io.redoubt.jedis;

import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.NodeListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a listener of connections, and lets no call suffer where that fails. */
final class Ear {

    private static final Logger LOG = LoggerFactory.getLogger("io.redoubt.jedis");

    private final NodeListener listener;

    Ear(NodeListener listener) {
        this.listener = listener;
    }

    void opened() {
        tell(listener::opened);
    }

    void lost(DriverException reason) {
        tell(() -> listener.lost(reason));
    }

    private static void tell(Runnable call) {
        try {
            call.run();
        } catch (Throwable e) {
            LOG.warn("A listener to connections failed", e);
        }
    }
}
