package io.redoubt.lettuce;

import io.lettuce.core.api.StatefulRedisConnection;
import io.netty.channel.Channel;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.SharedWire;
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
 * One connection, from the attempt to make it to its end, over which the requests of many callers travel. Thread-safe.
 *
 * <p>Callers queue their requests; one task on the event loop dispatches all that are queued and flushes once. So callers
 * that are busy at the same time share system calls and segments, and a lonely one pays what it would pay anyway: one hop to
 * the event loop. No commands of others get between those of a request. While the server does not read, nothing is taken from
 * the queue, and what is queued is certainly not executed.
 *
 * <p>Anything that is thrown between queue, socket and reply ends the connection: which reply is whose would not be certain.
 */
final class CommandMultiplexer {

    /**
     * End of a connection.
     *
     * @param reason why nothing more is written
     * @param cause what the commands in flight are told
     * @param lost whether it was lost or given up, and not closed on purpose
     */
    private record End(DriverException reason, Throwable cause, boolean lost) {}

    private static final Logger LOG = LoggerFactory.getLogger(CommandMultiplexer.class);
    private static final int MAX_BATCH_COMMANDS = 512;
    private static final int MAX_BATCH_BYTES = 64 << 10;
    /** After so many batches the event loop looks at what there is to read. */
    private static final int MAX_BATCHES = 16;

    private final LettuceNodeDriver driver;
    private final ExceptionTranslator exceptions;
    private final RedisSettings settings;
    private final @Nullable NodeListener listener;
    private final Consumer<CommandMultiplexer> whenEnded;
    private final Queue<Request> queue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean drainScheduled = new AtomicBoolean();
    private final Runnable drain = this::drain;
    private final AtomicReference<@Nullable End> end = new AtomicReference<>();
    // Made beforehand, since there may be no memory when the connection ends:
    private final End disconnected;
    private final Runnable release = this::releaseEnded;
    /** The commands that await replies although their callers have left. */
    private final AtomicInteger abandoned = new AtomicInteger();

    private volatile boolean observed;
    private volatile @Nullable Channel channel;
    /** Lettuce's connection, once it is made and logged in. */
    private volatile @Nullable StatefulRedisConnection<byte[], byte[]> connection;
    // Used by the event loop only:
    private final ReplyQueue replies = new ReplyQueue();

    private final List<DispatchedCommand> batch = new ArrayList<>();
    private boolean opened;
    private boolean released;

    CommandMultiplexer(
            LettuceNodeDriver driver,
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

    /** The attempt to connect has a channel, which is not connected yet. */
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

    /** Lettuce listens to the attempt to connect. Nothing is read before, since it would miss a refusal that comes sooner. */
    void observed() {
        observed = true;
        Channel its = channel;
        if (its != null) {
            its.config().setAutoRead(true);
        }
    }

    /** The attempt to connect has failed, unless it has succeeded before. */
    void connectFailed(Throwable cause) {
        if (connection == null) {
            end(failure(cause, true), null);
        }
    }

    /** The attempt to connect has succeeded. */
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

    /** Queues a request, to be dispatched as soon as may be; false, and it is as it was, if the connection has ended. */
    boolean offer(Request request) {
        request.goesOver(this);
        queue.add(request);
        if (end.get() != null && queue.remove(request)) {
            return false;
        }
        schedule();
        return true;
    }

    /** Queues a request, or refuses it if the connection has ended. */
    void send(Request request) {
        DriverException reason = offer(request) ? null : ended();
        if (reason != null) {
            request.refuse(reason);
        }
    }

    /** Why it takes nothing more, or null if it does. */
    @Nullable
    DriverException ended() {
        End its = end.get();
        return its == null ? null : its.reason();
    }

    /** Whether it belongs to one user, who alone decides what goes over it. */
    boolean exclusive() {
        return listener == null;
    }

    /** Whether it is connected. */
    boolean open() {
        return connection != null && end.get() == null;
    }

    /** Lettuce's connection and the channel below it, for a listener that is told of the opening. */
    @Nullable
    StatefulRedisConnection<byte[], byte[]> connection() {
        return connection;
    }

    @Nullable
    Channel channel() {
        return channel;
    }

    /** The number of commands that wait for the connection to be made. */
    int awaitingConnection() {
        return connection != null ? 0 : queue.stream().mapToInt(Request::size).sum();
    }

    /** Sees to it that the event loop dispatches what is queued. */
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
        // First, so that requests that come from now on schedule the next drain.
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
                bytes += settings.sharedWire() == SharedWire.OFF ? MAX_BATCH_BYTES : request.bytes();
            }
            if (its != null && batch.size() == 1) {
                its.dispatch(batch.get(0));
            } else if (its != null) {
                its.dispatch(batch);
            }
        } catch (Throwable e) {
            fail(e);
            // It may have been taken from the queue and not have got into the batch.
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

    /** Ends a command that Lettuce did not write: its caller has left, or the connection has ended. */
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

    /** A command, or a PING if this has just ended, is about to be written; its reply is the next after those expected. */
    void expect(DispatchedCommand command) {
        if (end.get() != null) {
            refuse(command.request());
        }
        replies.expect(command);
    }

    /** The reply of a command came; false if it is not to be trusted. */
    boolean received(DispatchedCommand command) {
        if (end.get() == null && replies.take(command)) {
            return true;
        }
        fail(new IllegalStateException("a reply came for another command than the next"));
        return false;
    }

    /** Something is being read. */
    void readBegins() {
        replies.readBegins();
        releaseEnded();
    }

    /** All that came is read. */
    void readEnds() {
        try {
            replies.readEnds();
        } catch (Throwable e) {
            fail(e);
        }
    }

    /** Wakes a caller that has its replies. */
    void wake(WaitingThread caller) {
        replies.wake(caller);
    }

    /** A request's caller has left. Where more commands await replies in vain than may be pending, the server is silent. */
    void left(Request request) {
        if (request.cancelled()) {
            queue.remove(request);
        } else if (abandoned.addAndGet(request.size()) > settings.maxPending()) {
            fail(exceptions.lost("was given up: too many calls waited for a reply in vain", null));
        }
    }

    /** The replies of a request whose caller has left have come, or will not come. */
    void abandonedEnded(Request request) {
        abandoned.addAndGet(-request.size());
    }

    /** Its channel is closed, on the event loop. */
    void disconnected() {
        if (open()) {
            fail(null);
        } else {
            releaseEnded();
        }
    }

    /**
     * Ends it after a failure; on any thread.
     *
     * @param cause what was thrown, or null where the other side closed the connection
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

    /** Its client is closed, or will be in a moment, since its driver is. */
    void clientClosed() {
        fail(exceptions.closed(Execution.NOT_EXECUTED));
    }

    /** Closes it on purpose. */
    void close(DriverException reason) {
        end(new End(reason, reason, false), null);
    }

    /** Closes it on purpose; what is queued goes over the next one. */
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

    /** Closes what there is of a connection that has ended, and ends what is in flight on it. Idempotent. */
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
        boolean closedClient = why.reason().kind() == Kind.CLOSED && !(listener instanceof LettucePushLink);
        if (opened && why.lost() && !closedClient) {
            tell(its -> its.lost(why.reason()));
        }
    }

    /** Tells the listener, whose exceptions harm nothing. */
    private void tell(Consumer<NodeListener> event) {
        try {
            if (listener != null) {
                event.accept(listener);
            }
        } catch (RuntimeException e) {
            LOG.warn("a listener for connections failed", e);
        }
    }

    /** Runs something on the event loop: at once if this is it, or if there is none, or none any more. */
    private void run(Runnable task) {
        Channel its = channel;
        if (its != null && !its.eventLoop().inEventLoop()) {
            try {
                its.eventLoop().execute(task);
                return;
            } catch (RejectedExecutionException e) {
                // The event loop has ended, and with it whatever else could touch what belongs to it.
            }
        }
        task.run();
    }
}
