package io.redoubt.cache.internal.writebehind;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Signal that wakes or stops the worker thread of one partition (shard) of a write-behind queue. Thread-safe. */
final class ShardWorkerSignal {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean signalled;
    private boolean closing;
    private boolean stopped;

    /** Wakes the worker: there is something to write. */
    void wake() {
        lock.lock();
        try {
            signalled = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Tells the worker to write what is pending and then end. No further writes will be added. */
    void beginClosing() {
        lock.lock();
        try {
            closing = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Tells the worker to end at once, whatever is pending. */
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

    /**
     * Waits until {@link #wake} is called, or was called since the last wait, for at most the timeout. Returns at
     * once after {@link #beginClosing}.
     */
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

    /**
     * Waits for the full duration, regardless of {@link #wake}. {@link #beginClosing} ends the current pause but
     * not later ones; {@link #stop} ends any.
     */
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
