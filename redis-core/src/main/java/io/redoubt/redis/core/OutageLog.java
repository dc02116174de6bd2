package io.redoubt.redis.core;

import io.redoubt.api.ClosedException;
import io.redoubt.api.RedoubtException;
import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreUnavailableException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Logger of a background task that is tried again until it works. It writes one line when the task begins to fail, at
 * WARN, and one when the task works again, at INFO; what fails in between is logged at DEBUG. Not thread-safe.
 *
 * <p>A failure of another kind is another line: that the server does not answer, each code of an error reply, each
 * other exception. A task that fails and works in turns writes at most one line of either level per second, and each line
 * at WARN has one at INFO. A line has no key, value or credential, see {@link FailureMessageRedactor}. What the program itself has caused, by an interrupt
 * or by closing the store, is logged at DEBUG. An exception that is none of Redoubt's is logged at ERROR, with its stack
 * trace. Does not throw, also without memory for a line.
 */
public final class OutageLog {

    /** Maximum number of kinds of failures that are remembered. Those beyond it share one. */
    public static final int MAX_KINDS = 16;

    private final Logger log;
    private final String task;
    private final LogThrottle failures;

    /** The kinds of failures that were logged since the task last worked. */
    private final Set<String> kinds = new HashSet<>();

    /**
     * Creates a log of a task that has not failed yet.
     *
     * @param log where the lines are written
     * @param task what lines call the task: an operation, a key template and what it does. Not a secret
     * @param nanoTime the monotonic clock, in nanoseconds
     */
    public OutageLog(Logger log, String task, LongSupplier nanoTime) {
        this.log = log;
        this.task = task;
        this.failures = new LogThrottle(nanoTime);
    }

    /** Records that an attempt has failed. */
    public void failed(Throwable failure) {
        try {
            if (failure instanceof RedoubtInterruptedException || failure instanceof ClosedException) {
                log.debug("{} was ended: {}", task, FailureMessageRedactor.reasonOf(failure));
                return;
            }
            String kind = kinds.size() < MAX_KINDS ? kindOf(failure) : "";
            if (kinds.contains(kind)) {
                log.debug("{} has failed again: {}", task, FailureMessageRedactor.reasonOf(failure));
                FailureMessageRedactor.logStack(log, failure);
                return;
            }
            failures.pass(leftOut -> {
                begin(failure, leftOut);
                // Only now: what has no line yet, also for want of memory, gets it at the next failure.
                kinds.add(kind);
            });
        } catch (Throwable noMemory) {
            // The line is lost; what matters is that the task goes on.
        }
    }

    private void begin(Throwable failure, String leftOut) {
        if (failure instanceof RedoubtException) {
            log.warn(
                    "{} failed, and is tried again until it works: {}{}",
                    task,
                    FailureMessageRedactor.reasonOf(failure),
                    leftOut);
            FailureMessageRedactor.logStack(log, failure);
        } else {
            log.error("{} failed, and is tried again until it works{}", task, leftOut, failure);
        }
    }

    /** Returns the kind of a failure: two of one kind share a line. */
    public static String kindOf(Throwable failure) {
        if (failure instanceof StoreUnavailableException) {
            return StoreUnavailableException.class.getName(); // with or without a timeout
        }
        return failure.getClass().getName() + (failure instanceof StoreRejectedException e ? e.code() : "");
    }

    /** Records that an attempt was successful. */
    public void succeeded() {
        if (kinds.isEmpty()) {
            return;
        }
        try {
            kinds.clear();
            log.info("{} works again", task); // needs no throttle, since each follows a line that has passed one
        } catch (Throwable noMemory) {
            // The line is lost; what matters is that the task goes on.
        }
    }

    /**
     * Forgets the failures without a line: nothing is left to try, so the task will not work again. What fails later
     * has a line again.
     */
    public void forget() {
        kinds.clear();
    }
}
