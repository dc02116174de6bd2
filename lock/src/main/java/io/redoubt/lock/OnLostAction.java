package io.redoubt.lock;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Wrapper of an application's callback for a lost lock, which runs the callback at most once. A handle queues it again
 * if it cannot tell whether the first attempt to queue it succeeded. Thread-safe.
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
