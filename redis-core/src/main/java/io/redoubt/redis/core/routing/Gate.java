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
final class Gate implements AutoCloseable {

    /** Why nobody is let through. */
    private record Shut(Kind kind, String reason) {

        static Shut after(DriverException failure) {
            Kind kind = failure.kind() == Kind.ACCESS_DENIED ? Kind.ACCESS_DENIED : Kind.UNREACHABLE;
            return new Shut(kind, String.valueOf(failure.getMessage()));
        }

        DriverException refusal() {
            return DriverException.notExecuted(kind, "left alone until it answers again, since " + reason, null);
        }
    }

    private final NodeClient client;
    private final Surroundings surroundings;
    private final RedisSettings settings;
    private final LongSupplier nanoTime;
    private final Background background;
    private final Events events;
    private final Tally tally;
    private final Runnable whenDown;
    private final FailureWindow window;
    private final Backoff backoff;

    /** Held while the gate is shut or opened, so that events are told, and attempts planned, in the order of these. */
    private final ReentrantLock turning = new ReentrantLock();

    private volatile @Nullable Shut shut;
    private volatile Background.@Nullable Planned next;
    private volatile long hurryFrom;
    private final AtomicInteger attempts = new AtomicInteger();
    private volatile boolean closed;

    /**
     * @param whenDown is run when the server is left alone, and after each attempt that failed
     */
    Gate(NodeClient client, Surroundings surroundings, Runnable whenDown) {
        this.client = client;
        this.surroundings = surroundings;
        this.settings = surroundings.settings();
        this.nanoTime = surroundings.nanoTime();
        this.background = surroundings.background();
        this.events = surroundings.events();
        this.tally = surroundings.tally();
        this.whenDown = whenDown;
        this.window = new FailureWindow(settings.breaker(), nanoTime);
        this.backoff = new Backoff(settings.reconnect());
    }

    /** Why a call is not let through, or null. */
    @Nullable
    DriverException refusal() {
        Shut reason = shut;
        if (reason == null) {
            return null;
        }
        tally.rejected.increment();
        hurry();
        return reason.refusal();
    }

    /** Whether calls are let through. */
    boolean open() {
        return shut == null;
    }

    /** A call got a reply, whatever it says. */
    void answered() {
        window.answered();
    }

    /** A call got none. */
    void failed(DriverException failure, Call call) {
        switch (failure.kind()) {
            case UNREACHABLE, ACCESS_DENIED -> {
                // Where one connection more is refused, those that stand answer calls, or show that they do not.
                if (client.load().connections() == 0) {
                    shut(failure, backoff::next);
                }
            }
            case TIMEOUT, CONNECTION_LOST, PROTOCOL -> {
                if (call.had(settings.breaker().leastDeadline()) && window.failed()) {
                    // No attempt to connect has failed: the very next one may succeed.
                    shut(failure, () -> Duration.ZERO);
                }
            }
            case OVERLOADED, INTERRUPTED, CLOSED -> {}
        }
    }

    private void shut(DriverException failure, Supplier<Duration> delay) {
        if (!open() || closed) {
            return;
        }
        Shut reason = Shut.after(failure);
        turning.lock();
        try {
            if (!open()) {
                return;
            }
            shut = reason;
            tally.breakerOpened.increment();
            events.emit(new ConnectionEvent.BreakerOpened(client.node(), reason.reason()));
            attempts.set(0);
            // Taken once, by the failure that shuts: many at the same time are no reason for longer delays.
            schedule(delay.get());
        } finally {
            turning.unlock();
        }
        whenDown.run();
    }

    private void schedule(Duration delay) {
        hurryFrom = nanoTime.getAsLong() + settings.reconnect().whileCalled().toNanos();
        events.emit(new ConnectionEvent.Reconnecting(client.node(), attempts.get() + 1, delay));
        next = background.after(delay, this::attempt);
    }

    /** Somebody waits: an attempt that lies far ahead is made now. */
    private void hurry() {
        Background.Planned planned = next;
        if (planned != null && nanoTime.getAsLong() - hurryFrom >= 0 && planned.cancel()) {
            background.run(this::attempt);
        }
    }

    private void attempt() {
        if (closed) {
            return;
        }
        attempts.incrementAndGet();
        tally.reconnectAttempts.increment();
        try {
            client.renew(surroundings.attempt());
            reopen();
        } catch (DriverException e) {
            stillDown(e);
        }
    }

    private void reopen() {
        turning.lock();
        try {
            backoff.reset();
            window.reset();
            shut = null;
            events.emit(new ConnectionEvent.BreakerClosed(client.node()));
        } finally {
            turning.unlock();
        }
    }

    private void stillDown(DriverException failure) {
        if (closed || failure.kind() == Kind.CLOSED || failure.kind() == Kind.INTERRUPTED) {
            return;
        }
        turning.lock();
        try {
            shut = reasonAfter(failure);
            if (attempts.get() >= settings.reconnect().maxAttempts()) {
                events.emit(new ConnectionEvent.GaveUp(client.node(), attempts.get()));
            } else {
                schedule(backoff.next());
            }
        } finally {
            turning.unlock();
        }
        whenDown.run();
    }

    /** The server's last word stands: that an attempt has run out of time does not mean that it would not be denied. */
    private Shut reasonAfter(DriverException failure) {
        Shut known = shut;
        if (known != null && known.kind() == Kind.ACCESS_DENIED && failure.kind() == Kind.TIMEOUT) {
            return known;
        }
        return Shut.after(failure);
    }

    @Override
    public void close() {
        closed = true;
        Background.Planned planned = next;
        if (planned != null) {
            planned.cancel();
        }
    }
}
