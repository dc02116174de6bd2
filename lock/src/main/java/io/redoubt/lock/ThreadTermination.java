package io.redoubt.lock;

import java.time.Duration;

/**
 * Bounded wait for the end of a thread. An interrupt flag that is already set does not shorten the wait; an
 * interrupt that arrives during the wait ends it. The flag of the waiting thread is preserved.
 */
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
