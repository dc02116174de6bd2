package io.redoubt.redis.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

/** Thread that makes one call on behalf of a test. */
final class CallThread {

    private static final long HANG_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Thread thread;

    private CallThread(Thread thread) {
        this.thread = thread;
    }

    /** Starts the call. Returns when the call is blocked or has ended. */
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
