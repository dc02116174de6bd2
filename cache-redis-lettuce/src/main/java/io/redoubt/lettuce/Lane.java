package io.redoubt.lettuce;

import io.redoubt.redis.spi.DriverException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one connection for requests of a kind: made when the first comes, and again when the first comes after it was lost.
 * Requests that come meanwhile wait for the same attempt. Thread-safe, never blocks.
 */
final class Lane {

    private final Supplier<Wire> dial;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Wire current;
    private volatile @Nullable DriverException closed;

    /** @param dial begins to make a connection */
    Lane(Supplier<Wire> dial) {
        this.dial = dial;
    }

    /** Sends a request over the connection that there is, or will be. */
    void send(Request request) {
        DriverException why = null;
        // Twice, since the connection may end in between; then it is as if the call had come a moment earlier.
        for (int attempt = 0; attempt < 2; attempt++) {
            Wire wire = usable();
            if (wire == null) {
                why = closed;
                break;
            }
            if (wire.offer(request)) {
                return;
            }
            why = wire.ended();
        }
        if (why != null) {
            request.refuse(why);
        }
    }

    private @Nullable Wire usable() {
        Wire wire = current;
        if (wire != null && wire.ended() == null) {
            return wire;
        }
        lock.lock();
        try {
            wire = current;
            if (closed == null && (wire == null || wire.ended() != null)) {
                wire = dial.get();
                current = wire;
            }
            return closed == null ? wire : null;
        } finally {
            lock.unlock();
        }
    }

    /** Puts a connection into the place of the one that there is; false if the lane is closed. */
    boolean replace(Wire fresh, DriverException reason) {
        Wire old;
        lock.lock();
        try {
            if (closed != null) {
                return false;
            }
            old = current;
            current = fresh;
        } finally {
            lock.unlock();
        }
        if (old != null) {
            old.handOver(fresh, reason);
        }
        return true;
    }

    /** Closes the connection that there is; the next request makes a new one. */
    void retire(DriverException reason) {
        Wire old;
        lock.lock();
        try {
            old = current;
            current = null;
        } finally {
            lock.unlock();
        }
        if (old != null) {
            old.close(reason);
        }
    }

    void close(DriverException reason) {
        closed = reason;
        retire(reason);
    }

    /** How many connections are open, 0 or 1. */
    int connections() {
        Wire wire = current;
        return wire != null && wire.open() ? 1 : 0;
    }

    /** How many commands wait for the connection. */
    int waiting() {
        Wire wire = current;
        return wire == null ? 0 : wire.waitingForConnection();
    }
}
