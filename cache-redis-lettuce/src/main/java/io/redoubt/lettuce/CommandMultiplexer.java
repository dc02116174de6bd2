package io.redoubt.lettuce;

import io.lettuce.core.api.StatefulRedisConnection;
import io.netty.channel.Channel;
import io.redoubt.redis.CommandBatching;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Multiplexer that sends the requests of many callers over one connection, from the connect attempt to the end of
 * the connection. Thread-safe.
 *
 * <p>Callers queue their requests. One task on the event loop dispatches all queued requests and flushes once, so
 * callers that are active at the same time share system calls and TCP segments. A single caller pays no more than
 * it would without sharing: one hop to the event loop. The commands of a request are written without commands of
 * other requests between them. While the server does not read, no request is taken from the queue, and queued
 * requests are certainly not executed.
 *
 * <p>Any exception or error that is thrown between queue, socket and reply ends the connection, because replies
 * could no longer be assigned to commands with certainty.
 */
final class CommandMultiplexer {

    /**
     * Cause and kind of the end of a connection.
     *
     * @param reason why nothing more is written
     * @param cause the outcome of the commands in flight
     * @param lost whether the connection was lost or given up, as opposed to closed on purpose
     */
    private record End(DriverException reason, Throwable cause, boolean lost) {}

    private static final Logger LOG = LoggerFactory.getLogger(CommandMultiplexer.class);
    private static final int MAX_BATCH_COMMANDS = 512;
    private static final int MAX_BATCH_BYTES = 64 << 10;
    /** The number of batches after which the event loop turns to reading before it writes more. */
    private static final int MAX_BATCHES = 16;

    private final LettuceNodeClientFactory driver;
    private final ExceptionTranslator exceptions;
    private final RedisSettings settings;
    private final @Nullable NodeListener listener;
    private final Consumer<CommandMultiplexer> whenEnded;
    private final Queue<Request> queue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean drainScheduled = new AtomicBoolean();
    private final Runnable drain = this::drain;
    private final AtomicReference<@Nullable End> end = new AtomicReference<>();
    // Created in advance, since there may be no memory when the connection ends:
    private final End disconnected;
    private final Runnable release = this::releaseEnded;
    /** The number of commands that await replies after their callers have left. */
    private final AtomicInteger abandoned = new AtomicInteger();

    private volatile boolean observed;
    private volatile @Nullable Channel channel;
    /** Lettuce's connection; null until the connection is established and logged in. */
    private volatile @Nullable StatefulRedisConnection<byte[], byte[]> connection;
    // Used by the event loop only:
    private final ReplyQueue replies = new ReplyQueue();

    private final List<DispatchedCommand> batch = new ArrayList<>();
    private boolean opened;
    private boolean released;

    CommandMultiplexer(
            LettuceNodeClientFactory driver,
            ExceptionTranslator exceptions,
            RedisSettings settings,
            @Nullable NodeListener listener,
            Consumer<CommandMultiplexer> whenEnded) {
        this.driver = driver;
        this.exceptions = exceptions;
        this.settings = settings;
        this.listener = listener;
        this.whenEnded = whenEnded;
        DriverException reason = exceptions.lost("broke", null);
        this.disconnected = new End(reason, reason, true);
    }

    /** Takes the channel of the connect attempt, which is not connected yet. */
    void initialized(Channel made) {
        made.config().setAutoRead(false);
        channel = made;
        if (observed) {
            made.config().setAutoRead(true);
        }
        if (end.get() != null) {
            var unused = made.close();
        }
    }

    /**
     * Enables reading, once Lettuce listens to the connect attempt. Lettuce would miss a refusal that is read
     * earlier.
     */
    void observed() {
        observed = true;
        Channel its = channel;
        if (its != null) {
            its.config().setAutoRead(true);
        }
    }

    /** Ends the connection after a failed connect attempt. Has no effect once an attempt has succeeded. */
    void connectFailed(Throwable cause) {
        if (connection == null) {
            end(failure(cause, true), null);
        }
    }

    /** Takes Lettuce's connection after the connect attempt has succeeded. */
    void connected(StatefulRedisConnection<byte[], byte[]> made) {
        run(() -> {
            connection = made;
            try {
                Channel its = channel;
                if (its == null || !its.isActive()) {
                    fail(null);
                } else if (end.get() == null) {
                    opened = true;
                    tell(NodeListener::opened);
                    schedule();
                }
            } catch (Throwable e) {
                fail(e);
            } finally {
                releaseEnded();
            }
        });
    }

    /**
     * Queues a request, to be dispatched as soon as possible. Returns false, and leaves the state of the request
     * unchanged, if the connection has ended.
     */
    boolean offer(Request request) {
        request.goesOver(this);
        queue.add(request);
        if (end.get() != null && queue.remove(request)) {
            return false;
        }
        schedule();
        return true;
    }

    /** Queues a request, or refuses the request if the connection has ended. */
    void send(Request request) {
        DriverException reason = offer(request) ? null : ended();
        if (reason != null) {
            request.refuse(reason);
        }
    }

    /** Returns the reason why the connection accepts no more requests, or null if the connection has not ended. */
    @Nullable
    DriverException ended() {
        End its = end.get();
        return its == null ? null : its.reason();
    }

    /** Returns whether the connection belongs to a single user, which alone decides what is sent. */
    boolean exclusive() {
        return listener == null;
    }

    /** Returns whether the connection is established and has not ended. */
    boolean open() {
        return connection != null && end.get() == null;
    }

    /**
     * Returns Lettuce's connection, which a listener needs, like the {@link #channel()} below it, when it is told
     * of the opening.
     */
    @Nullable
    StatefulRedisConnection<byte[], byte[]> connection() {
        return connection;
    }

    @Nullable
    Channel channel() {
        return channel;
    }

    /** Returns the number of commands that wait for the connection to be established. */
    int awaitingConnection() {
        return connection != null ? 0 : queue.stream().mapToInt(Request::size).sum();
    }

    /** Schedules a task on the event loop that dispatches the queued requests. */
    void schedule() {
        Channel its = channel;
        if (its != null && connection != null && !queue.isEmpty() && drainScheduled.compareAndSet(false, true)) {
            try {
                its.eventLoop().execute(drain);
            } catch (Throwable e) {
                fail(e);
            }
        }
    }

    private void drain() {
        // First, so that requests that are queued from now on schedule the next drain.
        drainScheduled.set(false);
        Channel its = channel;
        for (int batches = 0; its != null && its.isWritable() && end.get() == null && !queue.isEmpty(); batches++) {
            if (batches == MAX_BATCHES) {
                schedule();
                return;
            }
            dispatchBatch();
        }
    }

    private void dispatchBatch() {
        StatefulRedisConnection<byte[], byte[]> its = connection;
        Request request = null;
        try {
            long bytes = 0;
            while (batch.size() < MAX_BATCH_COMMANDS && bytes < MAX_BATCH_BYTES && (request = queue.poll()) != null) {
                batch.addAll(request.commands());
                bytes += settings.commandBatching() == CommandBatching.OFF ? MAX_BATCH_BYTES : request.bytes();
            }
            if (its != null && batch.size() == 1) {
                its.dispatch(batch.get(0));
            } else if (its != null) {
                its.dispatch(batch);
            }
        } catch (Throwable e) {
            fail(e);
            // The request may have been taken from the queue without having been added to the batch.
            refuse(request);
        } finally {
            try {
                for (DispatchedCommand command : batch) {
                    requireWritten(command);
                }
            } finally {
                batch.clear();
            }
        }
    }

    /** Ends a command that Lettuce did not write, because its caller has left or the connection has ended. */
    private void requireWritten(DispatchedCommand command) {
        if (!command.written()) {
            if (!command.request().cancelled()) {
                fail(null);
            }
            refuse(command.request());
            command.end(disconnected.reason());
        }
    }

    private void refuse(@Nullable Request request) {
        DriverException reason = ended();
        if (request != null) {
            request.refuse(reason == null ? disconnected.reason() : reason);
        }
    }

    /**
     * Registers a command whose reply follows those already expected. Called immediately before the command, or a
     * PING if the connection has just ended, is written.
     */
    void expect(DispatchedCommand command) {
        if (end.get() != null) {
            refuse(command.request());
        }
        replies.expect(command);
    }

    /** Handles the arrival of a command's reply. Returns false if the reply is not to be trusted. */
    boolean received(DispatchedCommand command) {
        if (end.get() == null && replies.take(command)) {
            return true;
        }
        fail(new IllegalStateException("a reply came for another command than the next"));
        return false;
    }

    /** Handles the beginning of a read. */
    void readBegins() {
        replies.readBegins();
        releaseEnded();
    }

    /** Handles the end of a read, after all available data has been processed. */
    void readEnds() {
        try {
            replies.readEnds();
        } catch (Throwable e) {
            fail(e);
        }
    }

    /** Wakes a caller whose replies have arrived. */
    void wake(WaitingThread caller) {
        replies.wake(caller);
    }

    /**
     * Handles the departure of a request's caller. If more commands without a caller await replies than may be
     * pending, the server is considered silent and the connection is ended.
     */
    void left(Request request) {
        if (request.cancelled()) {
            queue.remove(request);
        } else if (abandoned.addAndGet(request.size()) > settings.maxPending()) {
            fail(exceptions.lost("was given up: too many calls waited for a reply in vain", null));
        }
    }

    /** Records that the replies of a request whose caller has left have arrived, or will not arrive. */
    void abandonedEnded(Request request) {
        abandoned.addAndGet(-request.size());
    }

    /** Handles the closing of the channel. Called on the event loop. */
    void disconnected() {
        if (open()) {
            fail(null);
        } else {
            releaseEnded();
        }
    }

    /**
     * Ends the connection after a failure. May be called on any thread.
     *
     * @param cause the exception or error, or null if the other side closed the connection
     */
    void fail(@Nullable Throwable cause) {
        if (end.get() == null) {
            end(cause == null ? disconnected : failure(cause, false), null);
        }
    }

    private End failure(Throwable cause, boolean connecting) {
        try {
            DriverException reason = cause instanceof DriverException known
                    ? known
                    : connecting ? exceptions.connecting(cause) : exceptions.lost("broke", cause);
            return new End(reason, cause, true);
        } catch (VirtualMachineError noMemory) {
            return disconnected;
        }
    }

    /** Ends the connection because the driver is closed. The client is closed already, or will be in a moment. */
    void clientClosed() {
        fail(exceptions.closed(Execution.NOT_EXECUTED));
    }

    /** Closes the connection on purpose. */
    void close(DriverException reason) {
        end(new End(reason, reason, false), null);
    }

    /** Closes the connection on purpose and passes the queued requests to the next connection. */
    void replaceBy(CommandMultiplexer next, DriverException reason) {
        end(new End(reason, reason, false), next);
    }

    private void end(End its, @Nullable CommandMultiplexer next) {
        if (end.compareAndSet(null, its)) {
            try {
                for (Request request = queue.poll(); request != null; request = queue.poll()) {
                    if (next == null || !next.offer(request)) {
                        request.refuse(its.reason());
                    }
                }
                whenEnded.accept(this);
            } finally {
                run(release);
            }
        }
    }

    /**
     * Closes the resources of a connection that has ended, as far as they exist, and ends the commands in flight.
     * Has no effect before the end. Idempotent.
     */
    private void releaseEnded() {
        End why = end.get();
        if (why == null) {
            return;
        }
        Channel line = channel;
        StatefulRedisConnection<byte[], byte[]> made = connection;
        try {
            replies.endAll(why.cause());
        } finally {
            try {
                if (made != null && !released) {
                    released = true;
                    driver.close(made);
                    tellLoss(why);
                }
            } finally {
                if (line != null) {
                    var unused = line.close();
                }
            }
        }
    }

    private void tellLoss(End why) {
        boolean closedClient = why.reason().kind() == Kind.CLOSED && !(listener instanceof LettucePushConnection);
        if (opened && why.lost() && !closedClient) {
            tell(its -> its.lost(why.reason()));
        }
    }

    /** Notifies the listener. A runtime exception of the listener is logged and has no other effect. */
    private void tell(Consumer<NodeListener> event) {
        try {
            if (listener != null) {
                event.accept(listener);
            }
        } catch (RuntimeException e) {
            LOG.warn("a listener for connections failed", e);
        }
    }

    /**
     * Runs a task on the event loop. Runs the task at once if the current thread is the event loop, or if there is
     * no event loop or it has terminated.
     */
    private void run(Runnable task) {
        Channel its = channel;
        if (its != null && !its.eventLoop().inEventLoop()) {
            try {
                its.eventLoop().execute(task);
                return;
            } catch (RejectedExecutionException e) {
                // The event loop has terminated, so no other thread can access the state that belongs to it.
            }
        }
        task.run();
    }
}
