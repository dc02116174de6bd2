package io.redoubt.lettuce;

import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.NodeListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a listener of the connections for commands, and lets its exceptions harm nothing. */
record ToldLife(NodeListener listener) implements Wire.Life {

    private static final Logger LOG = LoggerFactory.getLogger(ToldLife.class);

    @Override
    public void opened(Line line) {
        tell(listener::opened);
    }

    @Override
    public void lost(DriverException reason) {
        tell(() -> listener.lost(reason));
    }

    private static void tell(Runnable what) {
        try {
            what.run();
        } catch (RuntimeException e) {
            LOG.warn("a listener for connections failed", e);
        }
    }
}
