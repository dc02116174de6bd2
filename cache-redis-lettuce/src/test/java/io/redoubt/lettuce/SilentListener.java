package io.redoubt.lettuce;

import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.NodeListener;

/** Listener for connections that does nothing. */
record SilentListener() implements NodeListener {

    @Override
    public void opened() {}

    @Override
    public void lost(DriverException reason) {}
}
