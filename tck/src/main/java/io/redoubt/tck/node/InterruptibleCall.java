package io.redoubt.tck.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.spi.DriverException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Redis call on a separate thread, which a test interrupts while the call waits for a reply. */
final class InterruptibleCall {

    private static final long PATIENCE_NANOS = NodeTestBase.LONG_TIMEOUT.toNanos();

    private final CompletableFuture<DriverException> failure = new CompletableFuture<>();
    private final CompletableFuture<Boolean> flag = new CompletableFuture<>();
    private final Thread caller;

    private InterruptibleCall(ThrowingCallable call) {
        this.caller = new Thread(
                () -> {
                    try {
                        failure.complete(NodeTestBase.failureOf(call));
                    } catch (AssertionError e) {
                        failure.completeExceptionally(e);
                    }
                    flag.complete(Thread.currentThread().isInterrupted());
                },
                NodeTestBase.THREAD_NAME);
    }

    /** Starts a call and returns once it waits. */
    static InterruptibleCall begin(ThrowingCallable call) {
        InterruptibleCall interrupted = new InterruptibleCall(call);
        interrupted.caller.setDaemon(true);
        interrupted.caller.start();
        NodeTestBase.eventually().until(interrupted::waits);
        return interrupted;
    }

    private boolean waits() {
        Thread.State state = caller.getState();
        return state == Thread.State.TIMED_WAITING || state == Thread.State.WAITING || inNativeRead();
    }

    private boolean inNativeRead() {
        for (StackTraceElement frame : caller.getStackTrace()) {
            if (frame.getClassName().startsWith("sun.nio.ch")
                    || frame.getClassName().startsWith("java.net")) {
                return true;
            }
        }
        return false;
    }

    /** Interrupts the call. Returns its failure, after checking that the interrupt flag is set again. */
    DriverException interrupt() throws Exception {
        caller.interrupt();
        DriverException reason = failure.get(PATIENCE_NANOS, TimeUnit.NANOSECONDS);
        assertThat(flag.get(PATIENCE_NANOS, TimeUnit.NANOSECONDS))
                .as("interrupt flag")
                .isTrue();
        caller.join();
        return reason;
    }
}
