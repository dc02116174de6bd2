package io.redoubt.redis.core.routing;

import io.redoubt.redis.ConnectionEvent;
import io.redoubt.redis.RedisSettings;
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
 * Lets calls through to a server or, while it does not answer, fails them at once (circuit breaker), and tries the server
 * in the background until it is back: with delays that grow, but soon while callers arrive. Thread-safe.
 *
 * <p>The probe is a connection of its own, not a caller's command: nobody's deadline is spent on finding out.
 */
final class CircuitBreaker implements AutoCloseable {

    /** Why nobody is let through. */
    private record OpenState(Kind kind, String reason) {

        static OpenState after(DriverException failure) {
            Kind kind = failure.kind() == Kind.ACCESS_DENIED ? Kind.ACCESS_DENIED : Kind.UNREACHABLE;
            return new OpenState(kind, String.valueOf(failure.getMessage()));
        }

        DriverException toException() {
            return DriverException.notExecuted(kind, "left alone until it answers again, since " + reason, null);
        }
    }

    private final NodeClient client;
    private final DriverContext context;
    private final RedisSettings settings;
    private final LongSupplier nanoTime;
    private final BackgroundScheduler scheduler;
    private final ConnectionEventDispatcher events;
    private final ConnectionCounters counters;
    private final Runnable onUnavailable;
    private final FailureWindow window;
    private final JitteredBackoff backoff;

    /** Held while the gate is shut or opened, so that events are told, and attempts planned, in the order of these. */
    private final ReentrantLock transitionLock = new ReentrantLock();

    private volatile @Nullable OpenState openState;
    private volatile BackgroundScheduler.@Nullable ScheduledTask nextProbe;
    private volatile long earlyProbeFrom;
    private final AtomicInteger attempts = new AtomicInteger();
    private volatile boolean closed;

    /**
     * @param onUnavailable is run when the server is left alone, and after each attempt that failed
     */
    CircuitBreaker(NodeClient client, DriverContext context, Runnable onUnavailable) {
        this.client = client;
        this.context = context;
        this.settings = context.settings();
        this.nanoTime = context.nanoTime();
        this.scheduler = context.scheduler();
        this.events = context.events();
        this.counters = context.counters();
        this.onUnavailable = onUnavailable;
        this.window = new FailureWindow(settings.breaker(), nanoTime);
        this.backoff = new JitteredBackoff(settings.reconnect());
    }

    /** Why a call is not let through, or null. */
    @Nullable
    DriverException rejection() {
        OpenState state = openState;
        if (state == null) {
            return null;
        }
        counters.rejected.increment();
        probeSoon();
        return state.toException();
    }

    /** Whether calls are let through. */
    boolean allowsCalls() {
        return openState == null;
    }

    /** A call got a reply, whatever it says. */
    void recordReply() {
        window.recordReply();
    }

    /** A call got none. */
    void recordFailure(DriverException failure, CallContext call) {
        switch (failure.kind()) {
            case UNREACHABLE, ACCESS_DENIED -> {
                // Where one connection more is refused, those that stand answer calls, or show that they do not.
                if (client.load().connections() == 0) {
                    trip(failure, backoff::nextDelay);
                }
            }
            case TIMEOUT, CONNECTION_LOST, PROTOCOL -> {
                if (call.allowedAtLeast(settings.breaker().leastDeadline()) && window.recordFailure()) {
                    // No attempt to connect has failed: the very next one may succeed.
                    trip(failure, () -> Duration.ZERO);
                }
            }
            case OVERLOADED, INTERRUPTED, CLOSED -> {}
        }
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
            // Taken once, by the failure that shuts: many at the same time are no reason for longer delays.
            scheduleProbe(delay.get());
        } finally {
            transitionLock.unlock();
        }
        onUnavailable.run();
    }

    private void scheduleProbe(Duration delay) {
        earlyProbeFrom = nanoTime.getAsLong() + settings.reconnect().whileCalled().toNanos();
        events.publish(new ConnectionEvent.Reconnecting(client.node(), attempts.get() + 1, delay));
        nextProbe = scheduler.schedule(delay, this::probe);
    }

    /** Somebody waits: an attempt that lies far ahead is made now. */
    private void probeSoon() {
        BackgroundScheduler.ScheduledTask scheduled = nextProbe;
        if (scheduled != null && nanoTime.getAsLong() - earlyProbeFrom >= 0 && scheduled.cancel()) {
            scheduler.execute(this::probe);
        }
    }

    private void probe() {
        if (closed) {
            return;
        }
        attempts.incrementAndGet();
        counters.reconnectAttempts.increment();
        try {
            client.renew(context.attemptDeadline());
            resume();
        } catch (DriverException e) {
            probeFailed(e);
        }
    }

    private void resume() {
        transitionLock.lock();
        try {
            backoff.reset();
            window.reset();
            openState = null;
            events.publish(new ConnectionEvent.BreakerClosed(client.node()));
        } finally {
            transitionLock.unlock();
        }
    }

    private void probeFailed(DriverException failure) {
        if (closed || failure.kind() == Kind.CLOSED || failure.kind() == Kind.INTERRUPTED) {
            return;
        }
        transitionLock.lock();
        try {
            openState = stateAfter(failure);
            if (attempts.get() >= settings.reconnect().maxAttempts()) {
                events.publish(new ConnectionEvent.GaveUp(client.node(), attempts.get()));
            } else {
                scheduleProbe(backoff.nextDelay());
            }
        } finally {
            transitionLock.unlock();
        }
        onUnavailable.run();
    }

    /** The server's last word stands: that an attempt has run out of time does not mean that it would not be denied. */
    private OpenState stateAfter(DriverException failure) {
        OpenState known = openState;
        if (known != null && known.kind() == Kind.ACCESS_DENIED && failure.kind() == Kind.TIMEOUT) {
            return known;
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
