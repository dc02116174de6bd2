package io.redoubt.lock;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Action of the application that runs once, however often it is queued: a handle queues it again if it cannot tell
 * whether that succeeded. Thread-safe.
 */
final class OnLostAction implements Runnable {

    private final Runnable action;
    private final AtomicBoolean begun = new AtomicBoolean();

    OnLostAction(Runnable action) {
        this.action = action;
    }

    @Override
    public void run() {
        if (begun.compareAndSet(false, true)) {
            action.run();
        }
    }
}
