package io.redoubt.test.proxy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Mutable holder of the {@link FaultSettings} that currently apply to one proxied connection. Thread-safe. */
final class ConnectionFaultState {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile FaultSettings current;
    private volatile boolean ended;

    ConnectionFaultState(FaultSettings first) {
        this.current = first;
    }

    FaultSettings current() {
        return current;
    }

    boolean isEnded() {
        return ended;
    }

    void change(UnaryOperator<FaultSettings> change) {
        lock.lock();
        try {
            current = change.apply(current);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Marks the connection as ended and wakes all waiting threads. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits while the direction is stopped. Returns immediately if it is not stopped, and when the connection ends. */
    void awaitFlow(Function<FaultSettings, FlowSettings> direction) {
        if (!direction.apply(current).isStopped()) {
            return;
        }
        lock.lock();
        try {
            while (!ended && direction.apply(current).isStopped()) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until that time, or until the faults change or the connection ends. */
    void pauseUntil(long nanoTime) {
        lock.lock();
        try {
            FaultSettings before = current;
            long left = nanoTime - System.nanoTime();
            while (left > 0 && !ended && current.equals(before)) {
                if (!changed.await(left, TimeUnit.NANOSECONDS)) {
                    return;
                }
                left = nanoTime - System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
