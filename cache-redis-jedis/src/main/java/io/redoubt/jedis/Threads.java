package io.redoubt.jedis;

import java.time.Duration;

/**
 * Waiting for a thread's end.
 */
final class Threads {

    private Threads() {}

    /** Waits for a thread to end, so long and no longer; an interrupt ends the wait and stays set. */
    static void join(Thread thread, Duration patience) {
        if (thread == Thread.currentThread()) {
            return;
        }
        try {
            thread.join(Math.max(1, patience.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
