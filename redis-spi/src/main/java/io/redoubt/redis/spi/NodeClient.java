package io.redoubt.redis.spi;

import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import java.util.List;

/**
 * Client interface for a single Redis server, with one implementation based on Lettuce and another on Jedis. It manages
 * the connections to the server. Thread-safe and designed for many callers, including virtual threads: no caller blocks
 * another one beyond that other caller's deadline, and no application code runs on its I/O threads.
 *
 * <p><b>Each command is sent at most once</b>; a client never repeats a command. A lost connection is not restored
 * in the background: the next call connects, within its own deadline, and fails if connecting fails. Concurrent
 * calls share that attempt or make their own.
 *
 * <p><b>Errors.</b> Whatever the server replies, including error replies, is returned as a {@link Reply}. A call
 * that receives no reply ends with a {@link DriverException}, or a {@link Reply.Missing} that contains one, which
 * says whether the command may have been executed. An interrupted caller gets
 * {@link DriverException.Kind#INTERRUPTED} with its interrupt flag set again; other callers are not affected.
 *
 * <p><b>Limits.</b> At most {@link RedisSettings#maxPending()} commands and {@link RedisSettings#maxPendingBytes()}
 * bytes wait for replies or a connection; further commands fail with {@link DriverException.Kind#OVERLOADED}.
 */
public interface NodeClient extends AutoCloseable {

    /** Returns the address of the server. */
    Node node();

    /**
     * Requires every connection that is opened from now on to confirm, before anything else is sent on it, that the
     * server is this node of a cluster. Otherwise another server that has taken over the address of a node that is
     * down would get the commands for that node. Calls fail with {@link DriverException.Kind#UNREACHABLE} while the
     * server at the address does not confirm it. A user who may not ask for the id of a node is not protected.
     *
     * @param nodeId the id of the node, as in the replies to {@code CLUSTER SLOTS}
     */
    void requireNodeId(String nodeId);

    /**
     * Sends one command and waits for its reply.
     *
     * @throws DriverException if no reply was received
     */
    Reply execute(Command command, Deadline deadline);

    /**
     * Begins to send commands in their order. Up to 1,000 commands of less than 1 MiB together are sent without
     * commands of other callers in between on the same connection. Returns without waiting for the network, even if
     * no connection is open yet.
     *
     * <p>Never throws: a command that could not be sent is a {@link Reply.Missing} among the replies.
     */
    PendingReplies send(List<Command> commands, Deadline deadline);

    /** Sends commands as {@link #send} does, and waits for the replies. Never throws. */
    default List<Reply> pipeline(List<Command> commands, Deadline deadline) {
        return send(commands, deadline).await();
    }

    /**
     * Opens a new connection, sends a PING on it and, if the server answers, replaces the open connections by it. A
     * replaced connection accepts no more commands. Calls in progress on it are answered by it, or end at their own
     * deadlines; the connection is closed as soon as no call is in progress on it. The listener is not notified of
     * that, only of a replaced connection that breaks before.
     *
     * <p>This method determines whether a server is available again; an open connection may be dead without showing
     * it.
     *
     * @throws DriverException if that did not succeed in time; the open connections are unchanged in that case
     */
    void renew(Deadline deadline);

    /**
     * Makes every open connection authenticate again with the next credentials, while calls continue. A connection
     * on which this is not possible is closed as soon as no call is in progress on it; a push connection is ended,
     * and its listener is notified.
     *
     * @throws DriverException if the server refused that, or it did not succeed in time; the connections stay open
     */
    void reauthenticate(Deadline deadline);

    /**
     * Opens a connection for exclusive use.
     *
     * @throws DriverException if the connection could not be opened in time
     */
    ExclusiveConnection exclusive(Deadline deadline);

    /**
     * Opens a push connection. Returns after the server has confirmed the whole request; the sink may be called
     * before that.
     *
     * @param request the messages that the server is asked to send
     * @param sink receives the messages
     * @throws DriverException if that did not succeed in time; nothing is left running in that case, and the sink
     *     is not called any more
     */
    PushConnection listen(PushSubscription request, PushMessageListener sink, Deadline deadline);

    /** Returns the current figures of the connections for commands. */
    NodeStatistics load();

    /**
     * Closes all connections without waiting; calls in progress end with {@link DriverException.Kind#CLOSED}.
     * Idempotent.
     */
    @Override
    void close();
}
