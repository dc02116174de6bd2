package io.redoubt.lettuce;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a connection still holds of requests whose callers have gone. They count for no bound any more, and must not pile up
 * either while a server does not answer. Thread-safe.
 */
final class Forsaken {

    private final AtomicInteger commands = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    void add(Request request) {
        commands.addAndGet(request.size());
        bytes.addAndGet(request.bytes());
    }

    /** Always true. */
    boolean remove(Request request) {
        commands.addAndGet(-request.size());
        bytes.addAndGet(-request.bytes());
        return true;
    }

    /** Whether it is more than may wait. */
    boolean exceeds(Bounds bounds) {
        return commands.get() > bounds.most() || bytes.get() > bounds.mostBytes();
    }
}
