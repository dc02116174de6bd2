package io.redoubt.jedis;

import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Reentrant lock that is acquired also where there is no memory: before JDK 21, waiting for a lock allocates. Whoever
 * gives something back depends on it.
 */
final class SafeLock extends ReentrantLock {

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

    /** Gets something while holding the lock. */
    <T> T get(Supplier<T> guarded) {
        lock();
        try {
            return guarded.get();
        } finally {
            unlock();
        }
    }
}
