package io.redoubt.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.redoubt.api.RedoubtInterruptedException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;

/**
 * Utility class with test assertions that a call on an interrupted thread throws an exception and keeps the interrupt
 * flag set. The exception is a RedoubtInterruptedException.
 */
public final class InterruptAssertions {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private InterruptAssertions() {}

    /** Asserts that each call, made by a thread that is interrupted already, is refused without effect. */
    public static void assertRefused(Map<String, ThrowingCallable> calls) {
        calls.forEach((name, call) -> {
            Thread.currentThread().interrupt();
            Throwable failure = catchThrowable(call);
            boolean flag = Thread.interrupted();
            assertThat(failure).as(name).isInstanceOf(RedoubtInterruptedException.class);
            assertThat(((RedoubtInterruptedException) failure).mayHaveTakenEffect())
                    .as(name)
                    .isFalse();
            assertThat(flag).as("flag after " + name).isTrue();
        });
    }

    /**
     * Makes a call on another thread, interrupts it when it waits, and returns its exception.
     *
     * @param begun whether the call has come so far that its next wait is the one to interrupt
     */
    public static RedoubtInterruptedException interrupt(Callable<?> call, BooleanSupplier begun) throws Exception {
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            outcome.complete(catchThrowable(call::call));
            flag.complete(Thread.currentThread().isInterrupted());
        });
        caller.start();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .atMost(PATIENCE)
                .until(() -> begun.getAsBoolean() && isWaiting(caller));
        caller.interrupt();
        Throwable failure = outcome.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(failure).isInstanceOf(RedoubtInterruptedException.class);
        assertThat(flag.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        return (RedoubtInterruptedException) failure;
    }

    private static boolean isWaiting(Thread thread) {
        Thread.State state = thread.getState();
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING || isReadingSocket(thread);
    }

    private static boolean isReadingSocket(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .map(StackTraceElement::getClassName)
                .anyMatch(name -> name.startsWith("sun.nio.ch") || name.startsWith("java.net"));
    }
}
