package io.redoubt.jedis;

import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reentrant lock that can be acquired even when no memory can be allocated. Before JDK 21, waiting for a lock
 * allocates. Code that gives resources back depends on this lock.
 */
final class OutOfMemorySafeLock extends ReentrantLock {

    private static final long serialVersionUID = 1L;
    private static final long PAUSE_NANOS = 100_000;

    @Override
    public void lock() {
        try {
            super.lock();
        } catch (OutOfMemoryError e) {
            while (!tryLock()) {
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        }
    }

    /** Returns the result of a supplier that runs while the lock is held. */
    <T extends @Nullable Object> T get(Supplier<T> guarded) {
        lock();
        try {
            return guarded.get();
        } finally {
            unlock();
        }
    }
}
