package io.redoubt.session;

import io.redoubt.api.cache.NearCacheStatistics.State;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.TrackingListener;
import io.redoubt.redis.core.driver.TrackingSubscription;
import io.redoubt.redis.core.embedded.MonotonicClock;
import io.redoubt.redis.core.support.ServiceThread;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Subscription to the changes of sessions, by whichever client ({@code CLIENT TRACKING}). The thread {@value #THREAD}
 * asks the servers for it, once a second while they are unreachable, and once a minute where they refuse; it ends when
 * they agree, or by {@link #close()}. Lost connections are reopened by the driver. Thread-safe.
 */
final class SessionChangeSubscription implements AutoCloseable {

    static final String THREAD = "redoubt-session-tracking";

    private static final Logger LOG = LoggerFactory.getLogger(SessionChangeSubscription.class);
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);
    private static final Duration REFUSED_PAUSE = Duration.ofMinutes(1);
    private static final String LOST = "the connection that reports changes was lost, and is being reopened";
    private static final String CLOSED = "the session store is closed";

    private final RedisDriver driver;
    private final List<byte[]> prefixes;
    private final CallOptions options;
    private final TrackingListener listener;
    private final ServiceThread thread;
    private final AtomicBoolean isStarted = new AtomicBoolean();
    private volatile @Nullable TrackingSubscription active;
    private volatile String problem = "changes are not reported yet";
    private volatile boolean isRefused;
    private volatile boolean isClosed;

    /**
     * Creates a subscription that is not started yet.
     *
     * @param prefix the prefix of the keys whose changes are reported
     * @param timeout how long an attempt may take
     * @param listener is told of changes and gaps
     */
    SessionChangeSubscription(RedisDriver driver, byte[] prefix, Duration timeout, TrackingListener listener) {
        this(driver, prefix, timeout, listener, MonotonicClock.ofThisJvm());
    }

    /**
     * Creates a subscription that is not started yet.
     *
     * @param clock the clock by which the thread waits
     */
    SessionChangeSubscription(
            RedisDriver driver, byte[] prefix, Duration timeout, TrackingListener listener, MonotonicClock clock) {
        this.thread = new ServiceThread(THREAD, clock, this::subscribe);
        this.driver = driver;
        this.prefixes = List.of(prefix);
        this.options = CallOptions.within(timeout);
        this.listener = listener;
    }

    /** Asks for the changes in the background, unless that was done. */
    void start() {
        if (isStarted.get() || !isStarted.compareAndSet(false, true)) {
            return;
        }
        boolean isDone = false;
        try {
            thread.wake();
            isDone = true;
        } finally {
            isStarted.set(isDone); // without memory for a thread, the next call tries again
        }
    }

    private Duration subscribe() {
        if (active != null || isClosed) {
            return ServiceThread.UNTIL_WOKEN;
        }
        try {
            active = driver.track(prefixes, listener, options);
        } catch (DriverException e) {
            return failed(e);
        }
        if (isClosed) {
            endReports();
        }
        if (isRefused) {
            isRefused = false;
            LOG.info("sessions: the server reports changes again (CLIENT TRACKING), and the near cache is in use");
        }
        return ServiceThread.UNTIL_WOKEN;
    }

    private Duration failed(DriverException failure) {
        boolean isRefusal = failure.kind() == Kind.ACCESS_DENIED;
        problem = String.valueOf(failure.getMessage());
        if (isRefusal && !isRefused && !isClosed) {
            LOG.warn(
                    "sessions: the near cache is off, and sessions are read from Redis each time: the server does not"
                            + " report changes (CLIENT TRACKING): {}. Give the user the right to call CLIENT, or leave"
                            + " out sessionNearCache",
                    problem);
        }
        isRefused = isRefusal;
        return isRefusal ? REFUSED_PAUSE : RETRY_PAUSE;
    }

    /** Returns whether each change is reported at present. */
    boolean isActive() {
        TrackingSubscription current = active;
        return current != null && current.armed() && !isClosed;
    }

    State state() {
        TrackingSubscription current = active;
        if (isClosed) {
            return State.OFF;
        }
        if (current == null) {
            return isRefused ? State.REFUSED : State.CONNECTING;
        }
        return current.armed() ? State.ACTIVE : State.CONNECTING;
    }

    /** Returns why changes are not reported. */
    String reason() {
        if (isClosed) {
            return CLOSED;
        }
        return active == null ? problem : LOST;
    }

    /** Returns how long ago the servers last answered on the connections for reports; empty before they first did. */
    Optional<Duration> sinceHeartbeat() {
        TrackingSubscription current = active;
        return current == null ? Optional.empty() : current.sinceHeartbeat();
    }

    /** Ends the reports and the thread, within a few seconds. Idempotent. */
    @Override
    public void close() {
        isClosed = true;
        try {
            thread.close();
        } finally {
            endReports();
        }
    }

    private void endReports() {
        TrackingSubscription current = active;
        if (current != null) {
            active = null;
            current.close();
        }
    }
}
