package io.redoubt.lock;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runnable that calls an application's callback for a lost lock, at most once. A handle queues the runnable again if
 * the first attempt to do so may have failed. Thread-safe.
 */
final class LockLossCallback implements Runnable {

    private final Runnable action;
    private final AtomicBoolean begun = new AtomicBoolean();

    LockLossCallback(Runnable action) {
        this.action = action;
    }

    @Override
    public void run() {
        if (begun.compareAndSet(false, true)) {
            action.run();
        }
    }
}
