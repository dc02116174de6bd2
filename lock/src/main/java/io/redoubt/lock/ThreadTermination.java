package io.redoubt.lock;

import java.time.Duration;

/** Waits for the end of a thread, whether the waiting one is interrupted or not; its flag stays as it was. */
final class ThreadTermination {

    private ThreadTermination() {}

    static void await(Thread thread, Duration timeout) {
        if (thread == Thread.currentThread()) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            thread.join(timeout.toMillis());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
