package io.redoubt.redis.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

/** Another thread of a test, which makes one call. */
final class CallThread {

    private static final long HANG_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Thread thread;

    private CallThread(Thread thread) {
        this.thread = thread;
    }

    /** Begins the call, and returns once it waits for something or has ended. */
    static CallThread startAndAwaitBlocked(Runnable call) {
        Thread thread = new Thread(call, "other-thread");
        thread.setDaemon(true);
        thread.start();
        long start = System.nanoTime();
        while (!isBlockedOrEnded(thread)) {
            assertThat(System.nanoTime() - start).as("time until a hang").isLessThan(HANG_NANOS);
            Thread.onSpinWait();
        }
        return new CallThread(thread);
    }

    private static boolean isBlockedOrEnded(Thread thread) {
        return switch (thread.getState()) {
            case WAITING, TIMED_WAITING, TERMINATED -> true;
            default -> false;
        };
    }

    /** Waits until the call has ended. */
    void join() throws InterruptedException {
        thread.join(TimeUnit.NANOSECONDS.toMillis(HANG_NANOS));
        assertThat(thread.isAlive()).as("still waits").isFalse();
    }
}
