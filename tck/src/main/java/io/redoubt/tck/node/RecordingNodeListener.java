package io.redoubt.tck.node;

import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.NodeListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Test listener that counts the opened connections of a Redis client and records the lost ones. Thread-safe. */
final class RecordingNodeListener implements NodeListener {

    private final AtomicInteger opened = new AtomicInteger();
    private final List<DriverException> lost = new CopyOnWriteArrayList<>();

    @Override
    public void opened() {
        opened.incrementAndGet();
    }

    @Override
    public void lost(DriverException reason) {
        lost.add(reason);
    }

    int openings() {
        return opened.get();
    }

    List<DriverException> losses() {
        return lost;
    }
}
