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
final class KeptLink implements AutoCloseable {

    /** How many messages are kept that come before the link is known to stand again. */
    static final int MOST_EARLY = 10_000;

    /** Who listens; called on I/O threads, never to block. */
    interface Owner {

        /** A message came; after a loss none comes before {@link #restored} was called. */
        default void message(byte[] channel, byte[] payload) {}

        default void invalidated(List<byte[]> keys) {}

        default void flushed() {}

        /** The link is lost, this moment. */
        default void lost() {}

        /** The link stands again after a loss, or stands at last if {@link KeptLink#beginLater} began it. */
        default void restored() {}
    }

    /** Which server is asked. */
    interface Place {

        /**
         * The server, each time anew.
         *
         * @throws DriverException if it is not known in time
         */
        Server find(Deadline deadline);

        /** The link to it has broken, or could not be opened again. Does not wait. */
        default void doubted() {}

        /** Where else to ask, after the server has refused at first; null if nowhere. May wait until the deadline. */
        default @Nullable Server elsewhere(Server refused, Deadline deadline) {
            return null;
        }
    }

    private final Place where;
    private final PushRequest request;
    private final Owner owner;
    private final Surroundings surroundings;
    private final ReentrantLock lock = new ReentrantLock();
    private final Backoff backoff;
    private @Nullable PushLink link;
    private boolean closed;

    KeptLink(Place where, PushRequest request, Owner owner, Surroundings surroundings) {
        this.where = where;
        this.request = request;
        this.owner = owner;
        this.surroundings = surroundings;
        this.backoff = Backoff.whileCalled(surroundings.settings().reconnect());
    }

    /**
     * Opens the link for the first time.
     *
     * @throws DriverException if that does not succeed in time; nothing is left running then
     */
    void begin(Deadline deadline) {
        Server first = where.find(deadline);
        try {
            open(first, deadline, new Life(false));
        } catch (DriverException e) {
            Server other = e.kind() == Kind.ACCESS_DENIED ? where.elsewhere(first, deadline) : null;
            if (other == null) {
                throw e;
            }
            open(other, deadline, new Life(false));
        }
    }

    /** Opens the link in the background, as after a loss. */
    void beginLater() {
        surroundings.background().run(this::again);
    }

    private void open(Server server, Deadline deadline, Life life) {
        PushLink opened = server.listen(request, life, deadline);
        if (!adopt(opened)) {
            opened.close();
            throw Server.notExecuted(Kind.CLOSED, "closed meanwhile");
        }
        life.adopted();
    }

    private boolean adopt(PushLink opened) {
        lock.lock();
        try {
            if (!closed) {
                link = opened;
                backoff.reset();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void again() {
        if (isClosed()) {
            return;
        }
        try {
            Deadline deadline = surroundings.attempt();
            open(where.find(deadline), deadline, new Life(true));
        } catch (DriverException e) {
            where.doubted();
            later();
        }
    }

    private void later() {
        lock.lock();
        try {
            if (!closed) {
                surroundings.background().after(backoff.next(), this::again);
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
        PushLink last;
        lock.lock();
        try {
            closed = true;
            last = link;
            link = null;
        } finally {
            lock.unlock();
        }
        if (last != null) {
            last.close();
        }
    }

    /** One connection's life, which may end before its opener has got hold of it. */
    private final class Life implements PushSink {

        private final boolean anew;
        private final ReentrantLock turn = new ReentrantLock();
        private final List<Runnable> early = new ArrayList<>();
        private boolean tooMany;
        private volatile boolean adopted;
        private boolean ended;

        /**
         * @param anew whether the owner is to hear that the link stands again, and of messages only after that: those that the
         *     server sends while it still confirms
         */
        Life(boolean anew) {
            this.anew = anew;
        }

        @Override
        public void message(byte[] channel, byte[] payload) {
            if (!anew || adopted || !keptForLater(() -> owner.message(channel, payload))) {
                owner.message(channel, payload);
            }
        }

        private boolean keptForLater(Runnable message) {
            turn.lock();
            try {
                if (adopted) {
                    return false;
                }
                tooMany |= early.size() == MOST_EARLY;
                if (tooMany) {
                    // They are missed like those before them, of which the owner is about to be told.
                    early.clear();
                } else {
                    early.add(message);
                }
                return true;
            } finally {
                turn.unlock();
            }
        }

        @Override
        public void invalidated(List<byte[]> keys) {
            owner.invalidated(keys);
        }

        @Override
        public void flushed() {
            owner.flushed();
        }

        @Override
        public void ended(DriverException reason) {
            boolean mine;
            turn.lock();
            try {
                ended = true;
                mine = adopted;
            } finally {
                turn.unlock();
            }
            if (mine) {
                recover();
            }
        }

        void adopted() {
            boolean lost;
            turn.lock();
            try {
                // Before a loss, which may have happened already, is told.
                if (anew) {
                    owner.restored();
                }
                early.forEach(Runnable::run);
                early.clear();
                adopted = true;
                lost = ended;
            } finally {
                turn.unlock();
            }
            if (lost) {
                recover();
            }
        }

        private void recover() {
            if (!isClosed()) {
                owner.lost();
                where.doubted();
                later();
            }
        }
    }
}
