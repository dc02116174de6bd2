package io.redoubt.redis.core.driver;

import io.redoubt.redis.ConnectionStatistics;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.Channel;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.ExclusiveConnection;
import io.redoubt.redis.spi.Reply;
import java.util.List;
import java.util.Map;

/**
 * Redis or Valkey as the features need it: one server, a master with sentinels or a cluster, by whatever client library.
 *
 * <p>Blocking, and made to be called by many threads, virtual ones included: a driver is thread-safe, never runs a
 * caller's code on its I/O threads, and never blocks one caller for another's sake longer than that other's deadline.
 * Binary keys, arguments and replies are passed through unchanged.
 *
 * <p><b>Deadlines.</b> Every call ends within {@link CallOptions#timeout()}, which covers waiting for a connection,
 * connecting, writing and reading.
 *
 * <p><b>Errors.</b> What the server answers, error replies included, is a {@link Reply}. What prevents an answer is a
 * {@link DriverException}, which says whether the command may have been executed. A command is sent at most once unless
 * {@link CallOptions#idempotent()} is set, or it is certain that it was not executed: nothing was written, or the server
 * pointed elsewhere (MOVED, ASK, TRYAGAIN). If an idempotent command fails twice,
 * the outcome is unknown if it is so for either attempt.
 *
 * <p><b>When a server is down</b> its callers fail at once, with {@link DriverException.Kind#UNREACHABLE}, until an attempt
 * to reach it in the background succeeds.
 *
 * <p>An interrupted caller gets a {@link DriverException} of kind {@link DriverException.Kind#INTERRUPTED}, with its
 * interrupt flag set again; nobody else is affected.
 */
public interface RedisDriver extends AutoCloseable {

    /**
     * Connects to every master now, so that the first call finds a connection.
     *
     * @throws DriverException if that did not succeed in time
     */
    void connect(CallOptions options);

    /**
     * Sends one command and waits for its reply.
     *
     * @throws DriverException if no reply came
     */
    Reply execute(Command command, CallOptions options);

    /**
     * Sends commands without waiting in between, one flush a node, nodes in parallel, and waits for all replies.
     *
     * <p>Not a transaction: other clients' commands may run in between, and one command's failure does not stop the next.
     *
     * <p>What exceeds the driver's bounds on commands or bytes under way goes out in several flushes; 1,000
     * small ones do not.
     *
     * @return one reply a command, in the order of the commands; where none came, a {@link Reply.Missing} that says why,
     *     also when the caller was interrupted or the driver closed after something was sent
     * @throws DriverException if nothing at all was sent
     */
    List<Reply> pipeline(List<Command> commands, CallOptions options);

    /**
     * Runs a script by its digest, and, where the server does not know it, once more by its source.
     *
     * @throws DriverException if no reply came
     */
    Reply script(Script script, List<byte[]> keys, List<byte[]> arguments, CallOptions options);

    /**
     * Sends a command to every master and waits for all replies. For commands that speak of one node: SCAN, INFO, DBSIZE.
     *
     * @return one reply a master; where none came, a {@link Reply.Missing} that says why
     * @throws DriverException if nothing at all was sent
     */
    Map<Node, Reply> onEveryMaster(Command command, CallOptions options);

    /**
     * Sends a command to one master, whichever keys it holds, and waits for its reply. For commands that go on where that node
     * stands: the SCAN of a cursor that it gave.
     *
     * @param master as {@link #onEveryMaster} or {@link #topology} names it
     * @throws DriverException if no reply came; not executed, if it is no master any more
     */
    Reply onMaster(Node master, Command command, CallOptions options);

    /**
     * Subscribes to channels, on a connection of its own that reconnects and subscribes again until closed.
     *
     * <p>Returns once the server has confirmed all channels; messages may be delivered before.
     *
     * @param channels at least one
     * @throws DriverException if the first subscription did not succeed in time; nothing is left running then
     */
    Subscription subscribe(List<Channel> channels, SubscriptionListener listener, CallOptions options);

    /**
     * Opens a connection that nobody else uses, to the master that holds a key, for commands that block or that speak of
     * their connection (blocking reads, WAIT, MULTI).
     *
     * @param routingKey the key whose master is meant; in standalone mode any key does
     * @throws DriverException if it could not be opened in time
     */
    ExclusiveConnection exclusive(byte[] routingKey, CallOptions options);

    /**
     * Asks to be told which keys change, on a connection of its own to every master, and again after any loss. Returns once
     * every master has acknowledged it.
     *
     * @param prefixes what the keys begin with; at least one
     * @throws DriverException if that did not succeed in time; nothing is left running then
     */
    Tracking track(List<byte[]> prefixes, TrackingListener listener, CallOptions options);

    /**
     * Asks where the masters are.
     *
     * @throws DriverException if no reply came
     */
    Topology topology(CallOptions options);

    /**
     * What the servers can do. Asked once, and again after a server was gone.
     *
     * @throws DriverException if no reply came
     */
    Capabilities capabilities(CallOptions options);

    /** What the connections have done so far. */
    ConnectionStatistics statistics();

    /**
     * Closes all connections and ends all threads. Calls in flight may end within {@link RedisSettings#closeTimeout()}, and
     * those that do not end with {@link DriverException.Kind#CLOSED}. Idempotent, and bounded to that and a few seconds.
     */
    @Override
    void close();
}
