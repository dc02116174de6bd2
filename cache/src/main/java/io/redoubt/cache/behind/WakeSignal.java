package io.redoubt.cache.behind;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Wakes the thread of a shard. Thread-safe. */
final class WakeSignal {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean signalled;
    private boolean closing;
    private boolean stopped;

    /** There is something to write. */
    void wake() {
        lock.lock();
        try {
            signalled = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** There will be nothing more: what is there is to be written, and then it ends. */
    void beginClosing() {
        lock.lock();
        try {
            closing = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Whatever is there, it ends. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosing() {
        lock.lock();
        try {
            return closing;
        } finally {
            lock.unlock();
        }
    }

    boolean isStopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it rings, or has rung since the last time, for so long at most; not once it is closed. */
    void await(Duration timeout) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long remainingNanos = timeout.toNanos();
            while (!signalled && !closing && remainingNanos > 0) {
                remainingNanos = changed.awaitNanos(remainingNanos);
            }
            signalled = false;
        } finally {
            lock.unlock();
        }
    }

    /** Waits so long, whether it rings or not; closing ends it the first time. */
    void pause(Duration duration) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            boolean wasClosing = closing;
            long remainingNanos = duration.toNanos();
            while (remainingNanos > 0 && closing == wasClosing && !stopped) {
                remainingNanos = changed.awaitNanos(remainingNanos);
            }
        } finally {
            lock.unlock();
        }
    }
}
