package io.redoubt.redis.core.support;

import io.redoubt.redis.core.embedded.MonotonicClock;
import io.redoubt.redis.spi.Deadline;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Background thread that runs a task again and again, at the times that the task requests. It starts when the task is
 * first needed, ends after five idle seconds, starts again when needed, and ends for good by {@link #close()}.
 * Thread-safe.
 *
 * <p>The thread survives whatever the work throws, also errors and interrupts that do not come from closing: the work
 * is repeated after a pause of 100 ms. The first of several failures in a row is logged.
 */
public final class ServiceThread implements AutoCloseable {

    /** Result of {@link Work#run()}: nothing is left to do until {@link ServiceThread#wake()} is called. */
    public static final Duration UNTIL_WOKEN = Duration.ofNanos(Long.MAX_VALUE);

    private static final Logger LOG = LoggerFactory.getLogger(ServiceThread.class);
    private static final long IDLE_NANOS = Duration.ofSeconds(5).toNanos();
    private static final Duration RETRY_PAUSE = Duration.ofMillis(100);
    private static final Duration MAX_CLOSE_WAIT = Duration.ofSeconds(2);
    private static final MonotonicClock JVM_CLOCK = MonotonicClock.ofThisJvm();

    private final String name;
    private final MonotonicClock clock;
    private final Work work;
    private final ThreadFactory threads;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // Guarded by the lock.
    private @Nullable Thread thread;
    private boolean woken;
    /** Written under the lock. */
    private volatile State state = State.OPEN;
    /** Whether the previous run failed. Confined to the thread. */
    private boolean failing;

    private enum State {
        OPEN,
        DRAINING,
        CLOSED
    }

    /** Task that a service thread runs again and again. */
    @FunctionalInterface
    public interface Work {

        /**
         * Does what is due now.
         *
         * @return how long to wait until the next run, unless {@link ServiceThread#wake()} is called before; zero to
         *     run again at once; {@link ServiceThread#UNTIL_WOKEN} if nothing is left to do. By a clock other than
         *     that of the JVM, the next run may come earlier, since such a clock may jump before the wait begins
         */
        Duration run() throws InterruptedException;
    }

    /**
     * Creates a thread that is not started yet.
     *
     * @param name the name of the thread
     * @param work the work, which is never run by two threads at the same time
     */
    public ServiceThread(String name, Work work) {
        this(name, JVM_CLOCK, work);
    }

    /**
     * Creates a thread that is not started yet.
     *
     * @param name the name of the thread
     * @param clock the clock by which the thread waits; only the pause after a failure is one by the clock of the JVM,
     *     so that a clock that stands still does not keep the work from being repeated
     * @param work the work, which is never run by two threads at the same time
     */
    public ServiceThread(String name, MonotonicClock clock, Work work) {
        this.name = name;
        this.clock = clock;
        this.work = work;
        this.threads = DaemonThreads.named(name);
    }

    /**
     * Lets the work run now, or once more if it is running; starts the thread if it is not running. Without effect
     * after {@link #close()}.
     */
    public void wake() {
        lock.lock();
        try {
            if (state == State.CLOSED) {
                return;
            }
            woken = true;
            if (thread == null) {
                Thread started = threads.newThread(this::repeat);
                clock.announce(started);
                started.start();
                thread = started; // only now: without memory for a thread, the next call tries again
            } else {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void repeat() {
        Duration pause = Duration.ZERO;
        while (awaitNextRun(pause)) {
            pause = runOnce();
        }
    }

    private Duration runOnce() {
        try {
            Duration pause = work.run();
            failing = false;
            return pause;
        } catch (Throwable failure) {
            if (!failing && state != State.CLOSED) {
                failing = true;
                SafeCallback.logFailure(LOG, name, failure);
            }
            return RETRY_PAUSE;
        }
    }

    /** Waits until the next run is due. Returns false if the thread is to end. Never throws. */
    private boolean awaitNextRun(Duration pause) {
        try {
            return isRunDue(pause);
        } catch (Throwable noMemory) {
            // Without memory not even a wait is certain to succeed.
            LockSupport.parkNanos(RETRY_PAUSE.toNanos());
            return true;
        }
    }

    private boolean isRunDue(Duration pause) {
        boolean idle = pause.equals(UNTIL_WOKEN);
        MonotonicClock waitClock = failing ? JVM_CLOCK : clock;
        lock.lock();
        try {
            long until = waitClock.getAsLong() + (idle ? IDLE_NANOS : pause.toNanos());
            boolean waiting = true;
            while (waiting && !woken && state == State.OPEN) {
                // Only an idle thread waits again: the clock may have jumped between the work and this wait.
                waiting = awaitChange(waitClock, until) && idle;
            }
            if (state == State.DRAINING && !idle && !woken) {
                awaitChange(waitClock, until);
            }
            boolean due = state != State.CLOSED && (woken || !idle);
            if (due) {
                woken = false;
                Thread.interrupted(); // an interrupt that does not come from close() must not end the work
            } else {
                thread = null;
            }
            return due;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until that time at most. Returns whether it is still to come; false after an interrupt. */
    private boolean awaitChange(MonotonicClock waitClock, long until) {
        long nanos = until - waitClock.getAsLong();
        if (nanos <= 0) {
            return false;
        }
        try {
            waitClock.await(lock, changed, nanos);
            return until - waitClock.getAsLong() > 0;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** Interrupts the work, and waits for at most two seconds for the end of the thread. Idempotent. */
    @Override
    public void close() {
        close(Duration.ZERO);
    }

    /**
     * Repeats the work until nothing is left to do, for at most the timeout; then interrupts it, and waits for at most
     * two seconds for the end of the thread. Idempotent.
     *
     * @return whether all work was done within the timeout
     */
    public boolean close(Duration drainTimeout) {
        Thread draining = changeState(State.DRAINING);
        boolean drained =
                draining == null || (!drainTimeout.isZero() && InterruptDeferral.awaitEnd(draining, drainTimeout));
        Thread ending = changeState(State.CLOSED);
        if (ending != null) {
            boolean unused = InterruptDeferral.awaitEnd(ending, MAX_CLOSE_WAIT);
        }
        logIfRunning(ending);
        return drained;
    }

    /**
     * Closes threads as {@link #close(Duration)} does, all of them within the time that one may take.
     */
    public static void closeAll(Collection<ServiceThread> threads, Duration drainTimeout) {
        awaitEnds(threads, State.DRAINING, drainTimeout);
        awaitEnds(threads, State.CLOSED, MAX_CLOSE_WAIT);
        // Those that have not ended are logged, without further waiting.
        threads.forEach(each -> each.logIfRunning(each.changeState(State.CLOSED)));
    }

    private static void awaitEnds(Collection<ServiceThread> threads, State state, Duration timeout) {
        List<Thread> running = threads.stream()
                .map(each -> each.changeState(state))
                .filter(Objects::nonNull)
                .toList();
        Deadline deadline = Deadline.after(timeout, JVM_CLOCK);
        running.forEach(each -> InterruptDeferral.awaitEnd(each, deadline.remaining()));
    }

    private void logIfRunning(@Nullable Thread ending) {
        if (ending != null && ending.isAlive() && ending != Thread.currentThread()) {
            LOG.warn("{}: the thread has not ended, though it was interrupted; it ends when its call returns", name);
        }
    }

    /** Changes the state, unless it is a later one already. Returns the thread, if it runs. */
    private @Nullable Thread changeState(State next) {
        lock.lock();
        try {
            if (next.compareTo(state) > 0) {
                state = next;
            }
            changed.signalAll();
            if (state == State.CLOSED && thread != null && thread != Thread.currentThread()) {
                thread.interrupt();
            }
            return thread;
        } finally {
            lock.unlock();
        }
    }
}
