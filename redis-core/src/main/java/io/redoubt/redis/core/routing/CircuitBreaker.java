package io.redoubt.redis.core.routing;

import io.redoubt.redis.ConnectionEvent;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.support.DecorrelatedJitter;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeClient;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Circuit breaker that makes calls to one Redis server fail at once while the server does not answer. Meanwhile the
 * server is probed in the background until it answers. Delays between probes grow, but are kept short while calls
 * arrive. Thread-safe.
 *
 * <p>A probe uses a new connection instead of a caller's command, so no caller's deadline is spent on it.
 */
final class CircuitBreaker implements AutoCloseable {

    /** Reason why the breaker is open. */
    private record OpenState(Kind kind, String reason) {

        static OpenState after(DriverException failure) {
            Kind kind = failure.kind() == Kind.ACCESS_DENIED ? Kind.ACCESS_DENIED : Kind.UNREACHABLE;
            return new OpenState(kind, String.valueOf(failure.getMessage()));
        }

        DriverException toException() {
            return DriverException.notExecuted(kind, "left alone until it answers again, since " + reason, null);
        }
    }

    /** Placeholder while a probe runs. */
    private static final BackgroundScheduler.ScheduledTask RUNNING = () -> false;

    /** Placeholder after the last attempt. */
    private static final BackgroundScheduler.ScheduledTask GIVEN_UP = () -> false;

    /** How long a probe may be overdue until it counts as lost. */
    private static final long MAX_OVERDUE_NANOS = Duration.ofSeconds(10).toNanos();

    private final NodeClient client;
    private final DriverContext context;
    private final RedisSettings settings;
    private final LongSupplier nanoTime;
    private final BackgroundScheduler scheduler;
    private final ConnectionEventDispatcher events;
    private final DriverCounters counters;
    private final Runnable onUnavailable;
    private final Runnable onResumed;
    private final FailureWindow window;
    private final DecorrelatedJitter backoff;

    /**
     * Held during each transition, so that events are published and probes are scheduled in the order of the
     * transitions.
     */
    private final ReentrantLock transitionLock = new ReentrantLock();

    private volatile @Nullable OpenState openState;
    /** The probe that is due next, or a placeholder; null if there is none, although the breaker may be open. */
    private volatile BackgroundScheduler.@Nullable ScheduledTask nextProbe;

    private volatile long nextProbeAt;
    private volatile long earlyProbeFrom;
    /** When a probe last succeeded; null before the first time. */
    private volatile @Nullable Long resumedAt;

    private final AtomicInteger attempts = new AtomicInteger();
    private volatile boolean closed;

    /**
     * @param onUnavailable runs when the breaker opens, and after each probe that failed
     */
    CircuitBreaker(NodeClient client, DriverContext context, Runnable onUnavailable) {
        this(client, context, onUnavailable, () -> {});
    }

    /**
     * @param onUnavailable runs when the breaker opens, and after each probe that failed
     * @param onResumed runs when a probe has replaced the connections, before calls are allowed; must not block
     */
    CircuitBreaker(NodeClient client, DriverContext context, Runnable onUnavailable, Runnable onResumed) {
        this.client = client;
        this.context = context;
        this.settings = context.settings();
        this.nanoTime = context.nanoTime();
        this.scheduler = context.scheduler();
        this.events = context.events();
        this.counters = context.counters();
        this.onUnavailable = onUnavailable;
        this.onResumed = onResumed;
        this.window = new FailureWindow(settings.breaker(), nanoTime);
        this.backoff = new DecorrelatedJitter(
                settings.reconnect().shortest(), settings.reconnect().longest());
    }

    /**
     * Returns the exception for a call that is not allowed, or null if the call is allowed. A rejected call is
     * counted and brings the next probe forward.
     */
    @Nullable
    DriverException rejection() {
        OpenState state = openState;
        if (state == null) {
            return null;
        }
        counters.rejected.increment();
        try {
            probeSoon();
        } catch (Throwable e) {
            // For example without memory: this call is rejected all the same, and the next one tries again.
            nextProbeLost();
        }
        return state.toException();
    }

    /** Returns whether calls are allowed, which is the case while the breaker is closed. */
    boolean allowsCalls() {
        return openState == null;
    }

    /** Records that a call received a reply of any kind, error replies included. */
    void recordReply() {
        window.recordReply();
    }

    /** Records that a call received no reply. */
    void recordFailure(DriverException failure, CallContext call) {
        if (lostToLargeReply(failure)) {
            // The server is well; one call asked for more than this client takes.
            return;
        }
        switch (failure.kind()) {
            case UNREACHABLE, ACCESS_DENIED -> {
                // If only an additional connection is refused, the existing connections still answer calls or
                // prove that they cannot.
                if (client.load().connections() == 0) {
                    trip(failure, backoff::next);
                }
            }
            case TIMEOUT, CONNECTION_LOST, PROTOCOL -> {
                if (call.allowedAtLeast(settings.breaker().leastDeadline())
                        && !beganBeforeResume(call)
                        && window.recordFailure()) {
                    // No connection attempt has failed, so the next one may succeed: probe immediately.
                    trip(failure, () -> Duration.ZERO);
                }
            }
            case OVERLOADED, INTERRUPTED, CLOSED, REPLY_TOO_LARGE -> {}
        }
    }

    /**
     * Returns whether the call began before the last successful probe. Such a call may still wait on a connection that
     * the probe has replaced, and says nothing about the server since then.
     */
    private boolean beganBeforeResume(CallContext call) {
        Long resumed = resumedAt;
        return resumed != null && call.beganAt(nanoTime) - resumed < 0;
    }

    /** Returns whether a connection was given up because of a reply to another call. */
    private static boolean lostToLargeReply(DriverException failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof DriverException known && known.kind() == Kind.REPLY_TOO_LARGE) {
                return true;
            }
        }
        return false;
    }

    private void trip(DriverException failure, Supplier<Duration> delay) {
        if (!allowsCalls() || closed) {
            return;
        }
        OpenState state = OpenState.after(failure);
        transitionLock.lock();
        try {
            if (!allowsCalls()) {
                return;
            }
            openState = state;
            counters.breakerOpened.increment();
            events.publish(new ConnectionEvent.BreakerOpened(client.node(), state.reason()));
            attempts.set(0);
            // The delay is taken once, by the failure that opens the breaker, so that concurrent failures do not
            // lengthen it.
            scheduleProbe(delay.get());
        } finally {
            transitionLock.unlock();
        }
        onUnavailable.run();
    }

    private void scheduleProbe(Duration delay) {
        long now = nanoTime.getAsLong();
        earlyProbeFrom = now + settings.reconnect().whileCalled().toNanos();
        nextProbeAt = now + delay.toNanos();
        events.publish(new ConnectionEvent.Reconnecting(client.node(), attempts.get() + 1, delay));
        nextProbe = scheduler.schedule(delay, this::probe);
    }

    /**
     * Runs the scheduled probe immediately because a caller is waiting, unless the shortened delay has not yet
     * passed. Schedules another probe if the scheduled one was lost: without memory for a task or a thread, any step
     * between two probes may fail, and nothing but a probe closes this breaker.
     */
    private void probeSoon() {
        BackgroundScheduler.ScheduledTask scheduled = nextProbe;
        long now = nanoTime.getAsLong();
        if (isLost(scheduled, now)) {
            replaceLostProbe();
        } else if (scheduled != null && now - earlyProbeFrom >= 0 && scheduled.cancel()) {
            scheduler.execute(this::probe);
        }
    }

    private boolean isLost(BackgroundScheduler.@Nullable ScheduledTask scheduled, long now) {
        return scheduled == null
                || (scheduled != RUNNING && scheduled != GIVEN_UP && now - nextProbeAt > MAX_OVERDUE_NANOS);
    }

    private void replaceLostProbe() {
        // While another thread holds the lock, it is about to schedule a probe.
        if (!transitionLock.tryLock()) {
            return;
        }
        try {
            BackgroundScheduler.ScheduledTask scheduled = nextProbe;
            if (!closed && !allowsCalls() && isLost(scheduled, nanoTime.getAsLong())) {
                if (scheduled != null) {
                    scheduled.cancel();
                }
                scheduleProbe(Duration.ZERO);
            }
        } finally {
            transitionLock.unlock();
        }
    }

    private void nextProbeLost() {
        BackgroundScheduler.ScheduledTask scheduled = nextProbe;
        if (scheduled != RUNNING && scheduled != GIVEN_UP) {
            nextProbe = null;
        }
    }

    private void probe() {
        if (!begin()) {
            return;
        }
        try {
            attempt();
        } catch (Throwable e) {
            if (nextProbe == RUNNING) {
                nextProbe = null;
            }
            throw e;
        }
    }

    /** Returns false if no probe is needed: another one may have replaced this one, which was taken for lost. */
    private boolean begin() {
        // The thread that schedules a probe holds the lock until the probe is known.
        transitionLock.lock();
        try {
            if (closed || allowsCalls() || nextProbe == RUNNING) {
                return false;
            }
            nextProbe = RUNNING;
            return true;
        } finally {
            transitionLock.unlock();
        }
    }

    private void attempt() {
        try {
            attempts.incrementAndGet();
            counters.reconnectAttempts.increment();
            client.renew(context.attemptDeadline());
            onResumed.run();
            resume();
        } catch (DriverException e) {
            probeFailed(e);
        } catch (Throwable e) {
            // Also after an error: nothing else closes this breaker.
            probeFailed(DriverException.notExecuted(Kind.UNREACHABLE, "the attempt to connect failed: " + e, e));
        }
    }

    private void resume() {
        transitionLock.lock();
        try {
            backoff.reset();
            window.reset();
            resumedAt = nanoTime.getAsLong();
            nextProbe = null;
            openState = null;
            events.publish(new ConnectionEvent.BreakerClosed(client.node()));
        } finally {
            transitionLock.unlock();
        }
    }

    private void probeFailed(DriverException failure) {
        if (closed || failure.kind() == Kind.CLOSED || failure.kind() == Kind.INTERRUPTED) {
            nextProbe = null;
            return;
        }
        transitionLock.lock();
        try {
            if (nextProbe != RUNNING) {
                return; // The server answered, and only the event of it failed.
            }
            openState = stateAfter(failure);
            nextProbe = null;
            if (attempts.get() >= settings.reconnect().maxAttempts()) {
                nextProbe = GIVEN_UP;
                events.publish(new ConnectionEvent.GaveUp(client.node(), attempts.get()));
            } else {
                scheduleProbe(backoff.next());
            }
        } finally {
            transitionLock.unlock();
        }
        onUnavailable.run();
    }

    /**
     * Returns the state after a failed probe. A denied access remains the reason if the probe merely timed out,
     * since the timeout does not show that access would now be granted.
     */
    private OpenState stateAfter(DriverException failure) {
        OpenState previous = openState;
        if (previous != null && previous.kind() == Kind.ACCESS_DENIED && failure.kind() == Kind.TIMEOUT) {
            return previous;
        }
        return OpenState.after(failure);
    }

    @Override
    public void close() {
        closed = true;
        BackgroundScheduler.ScheduledTask scheduled = nextProbe;
        if (scheduled != null) {
            scheduled.cancel();
        }
    }
}
