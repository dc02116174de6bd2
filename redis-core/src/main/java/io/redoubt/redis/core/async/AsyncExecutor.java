package io.redoubt.redis.core.async;

import io.redoubt.api.AsyncRejectedException;
import io.redoubt.api.AsyncSettings;
import io.redoubt.api.ClosedException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.redis.core.support.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Executor that runs blocking calls on other threads within the limits of {@link AsyncSettings} and returns futures.
 * Thread-safe.
 *
 * <p>No method throws what concerns the work or the bounds: the future fails with it. The future fails with the
 * exception of the work itself, and with an {@link AsyncRejectedException} if the work was not run because a bound is
 * reached, it waited for longer than the queue timeout, or the application's executor or decorator failed.
 *
 * <p>{@code cancel(true)}, and any other completion from outside, interrupts the work, or removes it from the queue.
 * A call that is made by the work of another asynchronous call never waits in the queue, since it could wait for its
 * own caller: it runs at once, or is refused. What depends on a future without an executor of its own runs on the
 * thread that completes it, and counts as running; it should not block.
 */
public final class AsyncExecutor implements AutoCloseable {

    /** How long running calls of a feature may go on when it is closed. */
    public static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private static final long IDLE_SECONDS = 5;
    private static final Duration MAX_INTERRUPTED_WAIT = Duration.ofSeconds(1);

    private final String name;
    private final AsyncSettings settings;
    private final CallSlots slots;
    private final CallThreads threads;
    private final ScheduledThreadPoolExecutor startDeadlines;
    private final Duration closeTimeout;
    private final String group;

    /**
     * @param closeTimeout how long running calls may go on when this is closed
     */
    AsyncExecutor(String name, AsyncSettings settings, CallThreads threads, Duration closeTimeout) {
        this.name = name;
        this.settings = settings;
        this.slots = new CallSlots(settings);
        this.threads = threads;
        this.closeTimeout = closeTimeout;
        this.group = "";
        this.startDeadlines = new ScheduledThreadPoolExecutor(1, DaemonThreads.named(name + "-deadlines"));
        startDeadlines.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        startDeadlines.allowCoreThreadTimeOut(true);
        startDeadlines.setRemoveOnCancelPolicy(true);
    }

    /**
     * Creates an executor.
     *
     * @param name prefix of the names of threads, and name of this executor in messages
     * @param closeTimeout how long running calls may go on when this is closed
     */
    public static AsyncExecutor create(String name, AsyncSettings settings, Duration closeTimeout) {
        Executor executor = settings.executor();
        CallThreads threads = executor == null ? CallThreads.own(name + "-") : CallThreads.of(executor);
        return new AsyncExecutor(name, settings, threads, closeTimeout);
    }

    private AsyncExecutor(AsyncExecutor all, String group) {
        this.name = all.name;
        this.settings = all.settings;
        this.slots = all.slots;
        this.threads = all.threads;
        this.startDeadlines = all.startDeadlines;
        this.closeTimeout = all.closeTimeout;
        this.group = group;
    }

    /**
     * Returns this executor for one group of calls, which has the bounds of the settings to itself, so that calls of
     * one group that never end do not stop those of the others. All groups together have {@link CallSlots#GROUPS} times
     * the bounds; with an executor of the application, they share them. The threads, and the close, are those of this
     * executor.
     */
    public AsyncExecutor group(String newGroup) {
        return new AsyncExecutor(this, newGroup);
    }

    String group() {
        return group;
    }

    /** Runs work on another thread. */
    public <T extends @Nullable Object> CompletableFuture<T> call(Callable<? extends T> work) {
        return call(work, unused -> {});
    }

    /**
     * Runs work on another thread.
     *
     * @param discard receives a result that the future did not accept, because it was completed meanwhile
     */
    public <T extends @Nullable Object> CompletableFuture<T> call(
            Callable<? extends T> work, Consumer<? super T> discard) {
        return begun(new CompletableTask<>(this, work, discard, CompletableTask.isInWork()));
    }

    /** Runs work without a result on another thread. */
    public CompletableFuture<@Nullable Void> run(Runnable work) {
        return this.<@Nullable Void>call(() -> {
            work.run();
            return null;
        });
    }

    /**
     * Runs work without a result that no call waits for on another thread. It may wait in the queue, also if the work
     * of another call asks for it.
     */
    public CompletableFuture<@Nullable Void> runInBackground(Runnable work) {
        return begun(new CompletableTask<@Nullable Void>(
                this,
                () -> {
                    work.run();
                    return null;
                },
                unused -> {},
                false));
    }

    private <T extends @Nullable Object> CompletableFuture<T> begun(CompletableTask<T> call) {
        boolean isBegun = false;
        try {
            call.decorate();
            start(call);
            isBegun = true;
        } catch (AsyncRejectedException refused) {
            refuse(call, refused);
            isBegun = true;
        } catch (Throwable failure) {
            refuse(call, rejected("it could not be started: " + failure, failure));
            isBegun = true;
        } finally {
            if (!isBegun && call.endPending()) {
                removeFromSlots(call); // without memory even to refuse it, which the caller learns
            }
        }
        return call;
    }

    private void start(CompletableTask<?> call) {
        switch (slots.request(call)) {
            case GRANTED -> {
                if (settings.executor() != null) {
                    scheduleStartDeadline(call);
                }
                handOver(call);
            }
            case QUEUED -> scheduleStartDeadline(call);
            case FULL -> refuse(call, full(call));
            case CLOSED -> refuse(call, new ClosedException(name + " is closed: do not use it after close()"));
        }
    }

    private void scheduleStartDeadline(CompletableTask<?> call) {
        call.startDeadline(startDeadlines.schedule(
                () -> refuse(call, waitedTooLong()), settings.queueTimeout().toNanos(), TimeUnit.NANOSECONDS));
    }

    /** Hands a call with a slot to the threads, and then the waiting calls that have one. */
    private void handOver(@Nullable CompletableTask<?> first) {
        CompletableTask<?> call = first;
        while (call != null) {
            call.dispatcher(Thread.currentThread());
            try {
                threads.execute(call);
            } catch (Throwable failure) {
                if (call.endPending()) {
                    removeFromSlots(call);
                    call.fail(notTaken(failure));
                }
            } finally {
                call.dispatcher(null);
            }
            call = slots.grantNext();
        }
    }

    private Throwable notTaken(Throwable failure) {
        try {
            return rejected(
                    "the executor did not take it (" + failure
                            + "): give it more threads or a longer queue, or make fewer calls at a time",
                    failure);
        } catch (Throwable noMemory) {
            return failure;
        }
    }

    /** Takes the slot of a call that has ended, or will not run, and hands over the waiting calls that now have one. */
    void ended(CompletableTask<?> call) {
        removeFromSlots(call);
        handOver(slots.grantNext());
    }

    /** Waits while there is no memory to do so: a slot that is not given back is lost for good. */
    private void removeFromSlots(CompletableTask<?> call) {
        boolean isRemoved = false;
        while (!isRemoved) {
            try {
                slots.remove(call);
                isRemoved = true;
            } catch (Throwable noMemory) {
                LockSupport.parkNanos(CompletableTask.NO_MEMORY_PAUSE_NANOS);
            }
        }
    }

    void refuseOnCaller(CompletableTask<?> call) {
        refuse(
                call,
                rejected(
                        "the executor (AsyncSettings.executor) runs tasks on the thread that hands them over, which would block"
                                + " the caller: use one that has threads of its own, and rejects tasks when it is full",
                        null));
    }

    private void refuse(CompletableTask<?> call, RuntimeException reason) {
        if (call.endPending()) {
            try {
                ended(call);
            } finally {
                call.fail(reason);
            }
        }
    }

    /**
     * Returns a task that runs the given one in the context of the current thread.
     *
     * @throws AsyncRejectedException if the decorator fails
     */
    public Runnable decorate(Runnable task) {
        Runnable decorated;
        try {
            decorated = settings.taskDecorator().decorate(task);
        } catch (Throwable failure) {
            throw decoratorFailure(failure);
        }
        if (decorated == null) {
            throw decoratorFailure(null);
        }
        return decorated;
    }

    AsyncRejectedException decoratorFailure(@Nullable Throwable cause) {
        return rejected(
                "the task decorator (AsyncSettings.taskDecorator) "
                        + (cause == null ? "returned no task that runs the given one" : "failed: " + cause),
                cause);
    }

    private AsyncRejectedException full(CompletableTask<?> call) {
        String running = settings.maxRunning() + " calls are running (AsyncSettings.maxRunning)";
        return call.isNested()
                ? rejected(
                        "it was made by the work of another asynchronous call, so it may not wait for a free thread, and "
                                + running + ": compose futures instead of waiting for them, or raise maxRunning",
                        null)
                : rejected(
                        running + " and " + settings.maxQueued()
                                + " are waiting (AsyncSettings.maxQueued): make fewer calls at a time, or raise maxRunning",
                        null);
    }

    private AsyncRejectedException waitedTooLong() {
        return rejected(
                "it waited for " + settings.queueTimeout() + " (AsyncSettings.queueTimeout) and was not begun; at most "
                        + settings.maxRunning()
                        + " calls run at a time (AsyncSettings.maxRunning): make fewer calls at a time, or raise"
                        + " maxRunning or queueTimeout",
                null);
    }

    private AsyncRejectedException rejected(String why, @Nullable Throwable cause) {
        return new AsyncRejectedException(name + ": an asynchronous call was not run: " + why, cause);
    }

    /**
     * Refuses further calls, and fails those that have not begun. Running calls may go on for the close timeout; then
     * their futures fail, and they are interrupted. Does not wait for a call on the
     * current thread. Idempotent.
     */
    @Override
    public void close() {
        ClosedException closed = new ClosedException(name + " was closed before the call began");
        slots.close().forEach(call -> refuse(call, closed));
        startDeadlines.shutdownNow();
        if (!awaitOthers(closeTimeout)) {
            slots.others().forEach(call -> {
                call.fail(new StoreUnavailableException(
                        name + " was closed while the call was running; it was interrupted, and may have taken effect",
                        StoreUnavailableException.Effect.UNKNOWN,
                        null));
                call.interrupt();
            });
            awaitOthers(MAX_INTERRUPTED_WAIT);
        }
        threads.close(MAX_INTERRUPTED_WAIT, slots.hasCallOnCurrentThread());
    }

    /** Returns whether a call has a slot; for tests. */
    boolean hasRunningCalls() {
        return slots.isInUse();
    }

    private boolean awaitOthers(Duration timeout) {
        boolean interrupted = Thread.interrupted();
        try {
            return slots.awaitOthers(timeout);
        } catch (InterruptedException e) {
            interrupted = true;
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Returns the name. */
    @Override
    public String toString() {
        return name;
    }
}
