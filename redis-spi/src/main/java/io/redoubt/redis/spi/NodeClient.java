package io.redoubt.redis.spi;

import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import java.util.List;

/**
 * The connections to one server. Thread-safe, made for many callers, virtual threads included: no caller waits for
 * another's sake longer than for its own deadline, and nobody else's code runs on its I/O threads.
 *
 * <p><b>Each command is sent at most once</b>; nothing is ever repeated here. A lost connection is not restored by
 * itself: the next call connects, within its own deadline, and fails if that fails. Calls that come meanwhile share the
 * attempt or make their own.
 *
 * <p><b>Errors.</b> What the server answers, error replies included, is a {@link Reply}. What prevents an answer is a
 * {@link DriverException}, or a {@link Reply.Missing} with one, which says whether the command may have been executed.
 * An interrupted caller gets {@link DriverException.Kind#INTERRUPTED} with its interrupt flag set again; nobody else is
 * affected.
 *
 * <p><b>Bounds.</b> At most {@link RedisSettings#maxPending()} commands and {@link RedisSettings#maxPendingBytes()} wait
 * for replies or a connection; who comes then gets {@link DriverException.Kind#OVERLOADED}.
 */
public interface NodeClient extends AutoCloseable {

    /** The server. */
    Node node();

    /**
     * Sends one command and waits for its reply.
     *
     * @throws DriverException if no reply came
     */
    Reply execute(Command command, Deadline deadline);

    /**
     * Begins to send commands, in their order and, up to 1,000 of less than 1 MiB together, with nobody else's in between
     * on the same connection. Returns without waiting for the network, also where no connection stands yet.
     *
     * <p>Never throws: what could not be sent is {@link Reply.Missing} among the replies.
     */
    PendingReplies send(List<Command> commands, Deadline deadline);

    /** Sends commands as {@link #send} does, and waits for the replies. Never throws. */
    default List<Reply> pipeline(List<Command> commands, Deadline deadline) {
        return send(commands, deadline).await();
    }

    /**
     * Makes a new connection, asks for a sign of life on it and, if that comes, puts it in the place of those that stand.
     * What is in flight on these may end with {@link DriverException.Kind#CONNECTION_LOST}.
     *
     * <p>This is how it is found out whether a server is back: a connection that stands may be dead without showing it.
     *
     * @throws DriverException if that did not succeed in time; what stands is left as it was
     */
    void renew(Deadline deadline);

    /**
     * Has every connection that stands authenticate again, with the next credentials, while calls go on. One on which that is
     * not possible is closed as soon as no call is in flight on it; a push link ends, and its sink is told so.
     *
     * @throws DriverException if the server refused that, or it did not succeed in time; connections stand as before
     */
    void reauthenticate(Deadline deadline);

    /**
     * Opens a connection that nobody else uses.
     *
     * @throws DriverException if it could not be opened in time
     */
    ExclusiveConnection exclusive(Deadline deadline);

    /**
     * Opens a connection on which the server speaks by itself. Returns once the server has confirmed all that was asked
     * for; the sink may be called before.
     *
     * @throws DriverException if that did not succeed in time; nothing is left running then, and the sink hears nothing
     *     more
     */
    PushLink listen(PushRequest request, PushSink sink, Deadline deadline);

    /** What the connections for commands are doing. */
    NodeLoad load();

    /** Closes all connections; calls in flight end with {@link DriverException.Kind#CLOSED}. Idempotent, at once. */
    @Override
    void close();
}
