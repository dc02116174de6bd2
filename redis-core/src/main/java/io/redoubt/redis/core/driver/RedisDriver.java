package io.redoubt.redis.core.driver;

import io.redoubt.redis.ConnectionStatistics;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.ExclusiveConnection;
import io.redoubt.redis.spi.PubSubChannel;
import io.redoubt.redis.spi.Reply;
import java.util.List;
import java.util.Map;

/**
 * Client interface for a Redis or Valkey deployment: a single server, a master with sentinels, or a cluster. The
 * interface is independent of the client library.
 *
 * <p>Calls block. A driver is thread-safe and designed for many threads, including virtual threads. It never runs a
 * caller's code on its I/O threads, and no caller blocks another one beyond that other caller's deadline. Binary
 * keys, arguments and replies are passed through unchanged.
 *
 * <p><b>Deadlines.</b> Every call ends within {@link CallOptions#timeout()}, which covers waiting for a connection,
 * connecting, writing and reading.
 *
 * <p>Only while the driver {@linkplain #connectInBackground() connects for the first time}, a call waits longer.
 *
 * <p><b>Errors.</b> Whatever a server replies, including error replies, is returned as a {@link Reply}. A call that
 * receives no reply throws a {@link DriverException}, which says whether the command may have been executed. A
 * command is sent at most once, unless {@link CallOptions#idempotent()} is set or it is certain that the command
 * was not executed: nothing was written, or the server redirected the call (MOVED, ASK, TRYAGAIN). If an idempotent
 * command fails twice, its outcome is unknown if the outcome of either attempt is unknown.
 *
 * <p><b>Unavailable servers.</b> While a server is down, calls to it fail at once with
 * {@link DriverException.Kind#UNREACHABLE}, until a background attempt to reach it succeeds.
 *
 * <p><b>Interruption.</b> An interrupted caller gets a {@link DriverException} of kind
 * {@link DriverException.Kind#INTERRUPTED}, with its interrupt flag set again; other callers are not affected.
 */
public interface RedisDriver extends AutoCloseable {

    /**
     * Connects to every master now, so that the first call finds a connection.
     *
     * @throws DriverException if that did not succeed in time
     */
    void connect(CallOptions options);

    /**
     * Starts to connect to every master in the background, and to load what the first calls need. Until the first
     * attempts, of which there are at most two, have ended, calls wait for them before their timeouts begin; that
     * takes at most twice the connect timeout, and the time to load classes. A failure is logged; the next calls try
     * again.
     */
    default void connectInBackground() {}

    /**
     * Sends one command and waits for its reply.
     *
     * @throws DriverException if no reply was received
     */
    Reply execute(Command command, CallOptions options);

    /**
     * Sends commands without waiting in between, with one flush per node and to all nodes in parallel, and waits
     * for all replies.
     *
     * <p>Not a transaction: commands of other clients may run in between, and the failure of one command does not
     * stop the next.
     *
     * <p>Commands beyond the driver's limits on pending commands or bytes are sent in several flushes; 1,000 small
     * commands are not beyond them.
     *
     * @return one reply per command, in the order of the commands; a {@link Reply.Missing} with the reason for a
     *     command that received none, also if the caller was interrupted or the driver closed after something was
     *     sent
     * @throws DriverException if nothing at all was sent
     */
    List<Reply> pipeline(List<Command> commands, CallOptions options);

    /**
     * Runs a script by its digest and, if the server does not know the script, again by its source.
     *
     * @throws DriverException if no reply was received
     */
    Reply script(Script script, List<byte[]> keys, List<byte[]> arguments, CallOptions options);

    /**
     * Sends a command to every master and waits for all replies. For commands that concern one node: SCAN, INFO,
     * DBSIZE.
     *
     * @return one reply per master; a {@link Reply.Missing} with the reason for a master that gave none
     * @throws DriverException if nothing at all was sent
     */
    Map<Node, Reply> onEveryMaster(Command command, CallOptions options);

    /**
     * Sends a command to one master, regardless of the keys that it holds, and waits for the reply. For commands
     * that continue from the state of that node, for example SCAN with a cursor that the node returned.
     *
     * @param master a master as returned by {@link #onEveryMaster} or {@link #topology}
     * @throws DriverException if no reply was received; with NOT_EXECUTED if the node is no longer a master
     */
    Reply onMaster(Node master, Command command, CallOptions options);

    /**
     * Subscribes to channels on a separate connection that reconnects and subscribes again until it is closed.
     *
     * <p>Returns after the server has confirmed all channels; messages may be delivered before that.
     *
     * @param channels at least one
     * @throws DriverException if the first subscription did not succeed in time; no background work remains in that
     *     case
     */
    Subscription subscribe(List<PubSubChannel> channels, SubscriptionListener listener, CallOptions options);

    /**
     * Opens an exclusive connection to the master that owns a key, for commands that block or depend on the state
     * of their connection (blocking reads, WAIT, MULTI).
     *
     * @param routingKey the key whose master is used; any key in standalone mode
     * @throws DriverException if the connection could not be opened in time
     */
    ExclusiveConnection exclusive(byte[] routingKey, CallOptions options);

    /**
     * Starts client-side tracking of changed keys, on a separate connection to every master that is reopened after
     * any loss. Returns after every master has acknowledged the request.
     *
     * @param prefixes the prefixes of the keys to track; at least one
     * @throws DriverException if that did not succeed in time; no background work remains in that case
     */
    TrackingSubscription track(List<byte[]> prefixes, TrackingListener listener, CallOptions options);

    /**
     * Returns the current masters.
     *
     * @throws DriverException if they are not known in time
     */
    Topology topology(CallOptions options);

    /**
     * Returns the capabilities of the servers. They are queried once, and again after a server was unavailable.
     *
     * @throws DriverException if no reply was received
     */
    Capabilities capabilities(CallOptions options);

    /** Returns the statistics of the connections since the start. */
    ConnectionStatistics statistics();

    /**
     * Closes all connections and ends all threads. Calls in progress may end within
     * {@link RedisSettings#closeTimeout()}; the others fail with {@link DriverException.Kind#CLOSED}. Idempotent.
     * Takes at most that timeout and a few seconds.
     */
    @Override
    void close();
}
