package io.redoubt.redis.core.routing;

import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.PushLink;
import io.redoubt.redis.spi.PushRequest;
import io.redoubt.redis.spi.PushSink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A link on which a server speaks by itself, opened again after every loss until it is closed: the first time after a short
 * delay, then with delays that grow as far as those do while callers arrive: who listens waits for the server all the time.
 * Thread-safe.
 */
final class ReconnectingPushConnection implements AutoCloseable {

    /** How many messages are kept that come before the link is known to stand again. */
    static final int MAX_BUFFERED_MESSAGES = 10_000;

    /** Who listens; called on I/O threads, never to block. */
    interface Listener {

        /** A message came; after a loss none comes before {@connection #restored} was called. */
        default void message(byte[] channel, byte[] payload) {}

        default void invalidated(List<byte[]> keys) {}

        default void flushed() {}

        /** The link is lost, this moment. */
        default void lost() {}

        /** The link stands again after a loss, or stands at last if {@connection ReconnectingPushConnection#openInBackground} began it. */
        default void restored() {}
    }

    /** Which server is asked. */
    interface ServerLocator {

        /**
         * The server, each time anew.
         *
         * @throws DriverException if it is not known in time
         */
        ServerHandle locate(Deadline deadline);

        /** The link to it has broken, or could not be opened again. Does not wait. */
        default void connectionFailed() {}

        /** Where else to ask, after the server has refused at first; null if nowhere. May wait until the deadline. */
        default @Nullable ServerHandle alternative(ServerHandle refused, Deadline deadline) {
            return null;
        }
    }

    private final ServerLocator locator;
    private final PushRequest request;
    private final Listener listener;
    private final DriverContext context;
    private final ReentrantLock lock = new ReentrantLock();
    private final JitteredBackoff backoff;
    private @Nullable PushLink connection;
    private boolean closed;

    ReconnectingPushConnection(ServerLocator locator, PushRequest request, Listener listener, DriverContext context) {
        this.locator = locator;
        this.request = request;
        this.listener = listener;
        this.context = context;
        this.backoff = JitteredBackoff.cappedWhileCalled(context.settings().reconnect());
    }

    /**
     * Opens the link for the first time.
     *
     * @throws DriverException if that does not succeed in time; nothing is left running then
     */
    void open(Deadline deadline) {
        ServerHandle first = locator.locate(deadline);
        try {
            connect(first, deadline, new ConnectionSink(false));
        } catch (DriverException e) {
            ServerHandle alternative = e.kind() == Kind.ACCESS_DENIED ? locator.alternative(first, deadline) : null;
            if (alternative == null) {
                throw e;
            }
            connect(alternative, deadline, new ConnectionSink(false));
        }
    }

    /** Opens the link in the background, as after a loss. */
    void openInBackground() {
        context.scheduler().execute(this::reconnect);
    }

    private void connect(ServerHandle server, Deadline deadline, ConnectionSink sink) {
        PushLink opened = server.listen(request, sink, deadline);
        if (!install(opened)) {
            opened.close();
            throw ServerHandle.notExecuted(Kind.CLOSED, "closed meanwhile");
        }
        sink.installed();
    }

    private boolean install(PushLink opened) {
        lock.lock();
        try {
            if (!closed) {
                connection = opened;
                backoff.reset();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void reconnect() {
        if (isClosed()) {
            return;
        }
        try {
            Deadline deadline = context.attemptDeadline();
            connect(locator.locate(deadline), deadline, new ConnectionSink(true));
        } catch (DriverException e) {
            locator.connectionFailed();
            scheduleReconnect();
        }
    }

    private void scheduleReconnect() {
        lock.lock();
        try {
            if (!closed) {
                context.scheduler().schedule(backoff.nextDelay(), this::reconnect);
            }
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

    /** Ends the link; idempotent. What is on its way may still reach the owner. */
    @Override
    public void close() {
        PushLink current;
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

    /** One connection's life, which may end before its opener has got hold of it. */
    private final class ConnectionSink implements PushSink {

        private final boolean reconnected;
        private final ReentrantLock deliveryLock = new ReentrantLock();
        private final List<Runnable> buffered = new ArrayList<>();
        private boolean overflowed;
        private volatile boolean installed;
        private boolean ended;

        /**
         * @param reconnected whether the owner is to hear that the link stands again, and of messages only after that: those that the
         *     server sends while it still confirms
         */
        ConnectionSink(boolean reconnected) {
            this.reconnected = reconnected;
        }

        @Override
        public void message(byte[] channel, byte[] payload) {
            if (!reconnected || installed || !buffer(() -> listener.message(channel, payload))) {
                listener.message(channel, payload);
            }
        }

        private boolean buffer(Runnable message) {
            deliveryLock.lock();
            try {
                if (installed) {
                    return false;
                }
                overflowed |= buffered.size() == MAX_BUFFERED_MESSAGES;
                if (overflowed) {
                    // They are missed like those before them, of which the owner is about to be told.
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
                // Before a loss, which may have happened already, is told.
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
            if (!isClosed()) {
                listener.lost();
                locator.connectionFailed();
                scheduleReconnect();
            }
        }
    }
}
