package io.redoubt.redis.core.routing;

import io.redoubt.redis.ReconnectSettings;
import io.redoubt.redis.core.support.DecorrelatedJitter;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.PushConnection;
import io.redoubt.redis.spi.PushMessageListener;
import io.redoubt.redis.spi.PushSubscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Connection that receives push messages from Redis and reconnects automatically after every loss, until the caller
 * closes it. The first delay is short; later delays grow up to the limit that applies while calls arrive, because a
 * listener waits for the server all the time. Thread-safe.
 */
final class ReconnectingPushConnection implements AutoCloseable {

    /**
     * Maximum number of messages buffered until a reopened connection has been confirmed; their maximum size is that of
     * a reply.
     */
    static final int MAX_BUFFERED_MESSAGES = 10_000;

    /** Listener for push messages and connection state. Called on I/O threads; must not block. */
    interface Listener {

        /** Called for a message. After a loss, no message is delivered before {@link #restored} was called. */
        default void message(byte[] channel, byte[] payload) {}

        default void invalidated(List<byte[]> keys) {}

        default void flushed() {}

        /** Called after anything has arrived, including the answer to a heartbeat. */
        default void received() {}

        /** Called at the moment at which the connection is lost. */
        default void lost() {}

        /** Called when the server has refused to reopen the connection. Another attempt follows. */
        default void refused(DriverException reason) {}

        /**
         * Called when the connection is reopened after a loss, or opened for the first time after
         * {@link ReconnectingPushConnection#openInBackground}.
         */
        default void restored() {}
    }

    /** Strategy that selects the server to connect to. */
    interface ServerLocator {

        /**
         * Returns the server to connect to. Called before each attempt.
         *
         * @throws DriverException if the server is not known before the deadline
         */
        ServerHandle locate(Deadline deadline);

        /** Called after the connection has broken or could not be reopened. Must not block. */
        default void connectionFailed() {}

        /**
         * Returns another server to try after the first server has refused the first attempt or was unreachable, or
         * null if there is none. May block until the deadline.
         */
        default @Nullable ServerHandle alternative(ServerHandle refused, Deadline deadline) {
            return null;
        }
    }

    private final ServerLocator locator;
    private final PushSubscription request;
    private final Listener listener;
    private final DriverContext context;
    private final ReentrantLock lock = new ReentrantLock();
    private final DecorrelatedJitter backoff;
    private final DecorrelatedJitter refusedBackoff;
    /** Created in advance, since there may be no memory when the connection is lost. */
    private final BackgroundScheduler.LastingTask reconnecting = new BackgroundScheduler.LastingTask(this::reconnect);

    private final Supplier<Duration> nextDelay;
    private final Supplier<Duration> nextDelayAfterRefusal;
    private @Nullable PushConnection connection;
    private boolean closed;

    ReconnectingPushConnection(
            ServerLocator locator, PushSubscription request, Listener listener, DriverContext context) {
        this.locator = locator;
        this.request = request;
        this.listener = listener;
        this.context = context;
        this.backoff = reconnectPauses(context.settings().reconnect());
        this.refusedBackoff = refusedPauses(context.settings().reconnect());
        this.nextDelay = () -> next(backoff);
        this.nextDelayAfterRefusal = () -> next(refusedBackoff);
    }

    /**
     * Returns the pauses for a component that always waits for the server: they never exceed the longest pause that
     * applies while calls arrive.
     */
    static DecorrelatedJitter reconnectPauses(ReconnectSettings settings) {
        Duration longest = min(settings.longest(), settings.whileCalled());
        return new DecorrelatedJitter(settings.shortest(), longest);
    }

    /**
     * Returns the pauses between attempts that a server refuses, up to the longest pause: an operator has to change
     * something first.
     */
    static DecorrelatedJitter refusedPauses(ReconnectSettings settings) {
        return new DecorrelatedJitter(settings.shortest(), settings.longest());
    }

    private static Duration min(Duration first, Duration second) {
        return first.compareTo(second) < 0 ? first : second;
    }

    /**
     * Opens the connection for the first time.
     *
     * @throws DriverException if the connection could not be opened in time; no background work remains in that
     *     case
     */
    void open(Deadline deadline) {
        ServerHandle first = locator.locate(deadline);
        try {
            connect(first, deadline, new ConnectionSink(false));
        } catch (DriverException e) {
            // Unreachable is also a node that names another one (MOVED).
            boolean isElsewhere = e.kind() == Kind.ACCESS_DENIED || e.kind() == Kind.UNREACHABLE;
            ServerHandle alternative = isElsewhere ? locator.alternative(first, deadline) : null;
            if (alternative == null) {
                throw e;
            }
            connect(alternative, deadline, new ConnectionSink(false));
        }
    }

    /** Opens the connection in the background, with retries, as after a loss. */
    void openInBackground() {
        context.scheduler().execute(this::reconnect);
    }

    private void connect(ServerHandle server, Deadline deadline, ConnectionSink sink) {
        PushConnection opened = server.listen(request, sink, deadline);
        if (!install(opened)) {
            opened.close();
            throw ServerHandle.notExecuted(Kind.CLOSED, "closed meanwhile");
        }
        boolean done = false;
        try {
            sink.installed();
            done = true;
        } finally {
            if (!done) {
                opened.close(); // otherwise it would stay open beside the one that is opened instead
            }
        }
    }

    private boolean install(PushConnection opened) {
        lock.lock();
        try {
            if (!closed) {
                connection = opened;
                backoff.reset();
                refusedBackoff.reset();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void reconnect() {
        try {
            if (isClosed()) {
                return;
            }
            Deadline deadline = context.attemptDeadline();
            connect(locator.locate(deadline), deadline, new ConnectionSink(true));
        } catch (DriverException e) {
            boolean isRefused = e.kind() == Kind.ACCESS_DENIED;
            try {
                if (isRefused && !isClosed()) {
                    listener.refused(e);
                }
                locator.connectionFailed();
            } finally {
                scheduleReconnect(isRefused ? nextDelayAfterRefusal : nextDelay);
            }
        } catch (Throwable e) {
            scheduleReconnect(nextDelay); // nothing else reopens the connection
            throw e;
        }
    }

    /** Never throws. A connection that is closed meanwhile is not reopened. */
    private void scheduleReconnect(Supplier<Duration> delay) {
        context.scheduler().schedule(delay, reconnecting);
    }

    private Duration next(DecorrelatedJitter pauses) {
        lock.lock();
        try {
            return pauses.next();
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Closes the connection. Idempotent. Messages that have already been received may still reach the listener. */
    @Override
    public void close() {
        PushConnection current;
        lock.lock();
        try {
            closed = true;
            current = connection;
            connection = null;
        } finally {
            lock.unlock();
        }
        if (current != null) {
            current.close();
        }
    }

    /** Push listener for one underlying connection, which may end before it has been installed as the current one. */
    private final class ConnectionSink implements PushMessageListener {

        private final boolean reconnected;
        private final ReentrantLock deliveryLock = new ReentrantLock();
        private final List<Runnable> buffered = new ArrayList<>();
        private long bufferedBytes;
        private boolean overflowed;
        private volatile boolean installed;
        private boolean ended;

        /**
         * @param reconnected whether the listener is told that the connection was restored, and receives messages
         *     only after that, including those that the server sends before it has confirmed the subscription
         */
        ConnectionSink(boolean reconnected) {
            this.reconnected = reconnected;
        }

        @Override
        public void message(byte[] channel, byte[] payload) {
            if (!reconnected || installed || !buffer(() -> listener.message(channel, payload), payload.length)) {
                listener.message(channel, payload);
            }
        }

        private boolean buffer(Runnable message, int bytes) {
            deliveryLock.lock();
            try {
                if (installed) {
                    return false;
                }
                bufferedBytes += bytes;
                overflowed |= buffered.size() == MAX_BUFFERED_MESSAGES
                        || bufferedBytes > context.settings().maxReplyBytes();
                if (overflowed) {
                    // These messages count as missed, like the earlier ones of which the listener is about to be
                    // notified.
                    buffered.clear();
                } else {
                    buffered.add(message);
                }
                return true;
            } finally {
                deliveryLock.unlock();
            }
        }

        @Override
        public void invalidated(List<byte[]> keys) {
            listener.invalidated(keys);
        }

        @Override
        public void flushed() {
            listener.flushed();
        }

        @Override
        public void received() {
            listener.received();
        }

        @Override
        public void ended(DriverException reason) {
            boolean wasInstalled;
            deliveryLock.lock();
            try {
                ended = true;
                wasInstalled = installed;
            } finally {
                deliveryLock.unlock();
            }
            if (wasInstalled) {
                recover();
            }
        }

        void installed() {
            boolean lost;
            deliveryLock.lock();
            try {
                // Before the notification of a loss, which may already have happened.
                if (reconnected) {
                    listener.restored();
                }
                buffered.forEach(Runnable::run);
                buffered.clear();
                installed = true;
                lost = ended;
            } finally {
                deliveryLock.unlock();
            }
            if (lost) {
                recover();
            }
        }

        private void recover() {
            boolean isOver = false;
            try {
                isOver = isClosed();
                if (!isOver) {
                    listener.lost();
                    locator.connectionFailed();
                }
            } finally {
                if (!isOver) {
                    scheduleReconnect(nextDelay); // nothing else reopens the connection
                }
            }
        }
    }
}
