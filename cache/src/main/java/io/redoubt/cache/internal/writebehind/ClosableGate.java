package io.redoubt.cache.internal.writebehind;

import io.redoubt.api.ClosedException;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Gate that runs actions only until it is closed, so that a closed write-behind queue accepts no further writes.
 * Closing waits until the running actions have ended. Thread-safe.
 */
final class ClosableGate {

    private final String name;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    ClosableGate(String name) {
        this.name = name;
    }

    <T> T runIfOpen(Supplier<T> action) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new ClosedException("write-behind '" + name + "' is closed and does not accept writes");
            }
            return action.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    void close() {
        lock.writeLock().lock();
        try {
            closed = true;
        } finally {
            lock.writeLock().unlock();
        }
    }
}
