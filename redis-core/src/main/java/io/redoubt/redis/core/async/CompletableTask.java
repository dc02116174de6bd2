package io.redoubt.redis.core.async;

import io.redoubt.redis.core.FailureMessageRedactor;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asynchronous call that is both a runnable task and the {@link CompletableFuture} of the task's result. Thread-safe.
 *
 * <p>Completing the future from outside, by {@link #cancel} or otherwise, reaches the work: it is not begun or, except
 * after {@code cancel(false)}, its thread is interrupted. An interrupt never reaches what this thread does later.
 */
final class CompletableTask<T extends @Nullable Object> extends CompletableFuture<T> implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(CompletableTask.class);

    /** Whether the current thread runs the work of a call, of whatever executor. */
    private static final ThreadLocal<Boolean> IN_WORK = ThreadLocal.withInitial(() -> false);

    static final long NO_MEMORY_PAUSE_NANOS = Duration.ofMillis(100).toNanos();

    private enum Phase {
        PENDING,
        WORKING,
        ENDED
    }

    /** Result of the work: the returned value, or the failure. */
    private record Outcome<T extends @Nullable Object>(
            @Nullable T value, @Nullable Throwable failure) {}

    private final AsyncExecutor executor;
    private final Callable<? extends T> work;
    private final Consumer<? super T> discard;
    private final boolean nested;
    private Runnable decoratedWork = this::work;
    private @Nullable Outcome<T> outcome;

    private final ReentrantLock lock = new ReentrantLock();
    private volatile Phase phase = Phase.PENDING;
    private @Nullable Future<?> startDeadline;
    private boolean interrupted;
    private volatile @Nullable Thread thread;
    private volatile @Nullable Thread dispatcher;

    /**
     * @param nested whether another asynchronous call may wait for this one
     */
    CompletableTask(AsyncExecutor executor, Callable<? extends T> work, Consumer<? super T> discard, boolean nested) {
        this.executor = executor;
        this.work = work;
        this.discard = discard;
        this.nested = nested;
    }

    /** Returns whether the current thread runs the work of a call. */
    static boolean isInWork() {
        return IN_WORK.get();
    }

    /** Returns the group of calls with which it shares its bounds. */
    String group() {
        return executor.group();
    }

    /** Makes the work run in the context of the current thread. */
    void decorate() {
        decoratedWork = executor.decorate(decoratedWork);
    }

    /** Returns whether another asynchronous call, whose work made this one, may wait for it. */
    boolean isNested() {
        return nested;
    }

    /** Returns whether the work has ended. Its result may not be published yet. */
    boolean hasWorked() {
        return phase == Phase.ENDED;
    }

    boolean isOnCurrentThread() {
        return thread == Thread.currentThread();
    }

    /** Sets the thread that hands this call to an executor, while it does so. */
    void dispatcher(@Nullable Thread newDispatcher) {
        dispatcher = newDispatcher;
    }

    /** Sets the task to cancel when this call begins, or will not begin any more. */
    void startDeadline(Future<?> newStartDeadline) {
        lock.lock();
        try {
            startDeadline = newStartDeadline;
            if (phase != Phase.PENDING) {
                newStartDeadline.cancel(false);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Runs the call, unless it was ended before. */
    @Override
    public void run() {
        if (dispatcher == Thread.currentThread()) {
            executor.refuseOnCaller(this);
            return;
        }
        if (!begin()) {
            return;
        }
        try {
            publish(runDecorated());
        } catch (Throwable e) {
            // For example an OutOfMemoryError: without a failed future, its callers would wait for ever.
            fail(e);
        } finally {
            thread = null;
            executor.ended(this);
        }
    }

    /** Returns whether this thread runs the call. Waits while there is no memory to find out. */
    private boolean begin() {
        while (true) {
            try {
                return leavePending(Phase.WORKING);
            } catch (Throwable noMemory) {
                LockSupport.parkNanos(NO_MEMORY_PAUSE_NANOS);
            }
        }
    }

    /** Returns the exception of the decorated task, which is not that of the work. */
    private @Nullable Throwable runDecorated() {
        boolean before = IN_WORK.get();
        IN_WORK.set(true);
        try {
            decoratedWork.run();
            return null;
        } catch (Throwable failure) {
            return failure;
        } finally {
            if (before) {
                IN_WORK.set(true);
            } else {
                IN_WORK.remove();
            }
            endWork();
        }
    }

    private void work() {
        if (outcome != null || !isOnCurrentThread()) {
            return; // a decorator that runs it twice, or elsewhere
        }
        try {
            outcome = new Outcome<>(work.call(), null);
        } catch (Throwable failure) {
            outcome = new Outcome<>(null, failure);
        }
    }

    /** Completes the future. What depends on it runs here, with the slot still held, so that threads stay bounded. */
    private void publish(@Nullable Throwable decoratorFailure) {
        Outcome<T> result = outcome;
        if (result == null) {
            super.completeExceptionally(executor.decoratorFailure(decoratorFailure));
        } else if (result.failure() != null) {
            super.completeExceptionally(result.failure());
        } else {
            complete(result.value(), decoratorFailure);
        }
    }

    @SuppressWarnings("NullAway") // the value is what the work returned: null only where T is nullable
    private void complete(@Nullable T value, @Nullable Throwable decoratorFailure) {
        if (decoratorFailure != null) {
            logSafely("a task decorator failed after the work was done", decoratorFailure);
        }
        if (!super.complete(value)) {
            try {
                discard.accept(value);
            } catch (Throwable failure) {
                logSafely("the result of a cancelled call could not be released", failure);
            }
        }
    }

    /** Logs a failure. Never throws: the future must be completed all the same. */
    private void logSafely(String what, Throwable failure) {
        try {
            LOG.warn("{}: {}: {}", executor, what, FailureMessageRedactor.reasonOf(failure));
            FailureMessageRedactor.logStack(LOG, failure);
        } catch (Throwable noMemory) {
            // The line is lost.
        }
    }

    /** Ends this call without running it, if it has not begun. Returns false if it has, or was ended before. */
    boolean endPending() {
        return leavePending(Phase.ENDED);
    }

    /**
     * Fails the future, unless it is done; does not reach the work. Waits while there is no memory to do so: nothing
     * else ends the future. Also wakes callers that an earlier completion, broken off for want of memory, has not.
     */
    void fail(Throwable failure) {
        boolean isTold = false;
        while (!isTold) {
            try {
                super.completeExceptionally(failure);
                isTold = true;
            } catch (Throwable noMemory) {
                LockSupport.parkNanos(NO_MEMORY_PAUSE_NANOS);
            }
        }
    }

    /** Interrupts the work, if it runs. */
    void interrupt() {
        lock.lock();
        try {
            Thread worker = thread;
            if (phase == Phase.WORKING && worker != null) {
                interrupted = true;
                worker.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean complete(T value) {
        return abandonedIf(super.complete(value), true);
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        return abandonedIf(super.completeExceptionally(failure), true);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        abandonedIf(cancelled, mayInterruptIfRunning);
        return cancelled;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>(); // what depends on this call has no work of its own to reach
    }

    private boolean abandonedIf(boolean completed, boolean mayInterrupt) {
        if (completed) {
            if (endPending()) {
                executor.ended(this);
            } else if (mayInterrupt) {
                interrupt();
            }
        }
        return completed;
    }

    private boolean leavePending(Phase next) {
        lock.lock();
        try {
            if (phase != Phase.PENDING) {
                return false;
            }
            phase = next;
            thread = next == Phase.WORKING ? Thread.currentThread() : null;
            if (startDeadline != null) {
                startDeadline.cancel(false);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void endWork() {
        lock.lock();
        try {
            phase = Phase.ENDED;
            boolean unused = interrupted && Thread.interrupted();
        } finally {
            lock.unlock();
        }
    }
}
