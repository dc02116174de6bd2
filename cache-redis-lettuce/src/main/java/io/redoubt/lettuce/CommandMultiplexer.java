package io.redoubt.lettuce;

import io.lettuce.core.api.StatefulRedisConnection;
import io.netty.channel.Channel;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.NodeListener;
import io.redoubt.redis.spi.Reply;
import io.redoubt.redis.spi.support.ReplyBudget;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Multiplexer that sends the requests of many callers over one Lettuce connection and matches the replies to the
 * requests. It exists from the connect attempt to the end of the connection, and is not used again. Thread-safe.
 *
 * <p>Callers queue their requests. A {@link RequestBatchQueue} writes the queued requests together, so callers that
 * are active at the same time share system calls and TCP segments. The commands of a request are written without
 * commands of other requests between them. A {@link UnansweredCommandQueue} assigns the replies.
 *
 * <p>Any exception or error that is thrown between queue, socket and reply ends the connection, because replies
 * could no longer be assigned to commands with certainty.
 */
final class CommandMultiplexer {

    private final LettuceNodeClientFactory driver;
    private final ExceptionTranslator exceptions;
    private final RedisSettings settings;
    private final @Nullable NodeListener listener;
    private final Consumer<CommandMultiplexer> whenEnded;
    private final RequestBatchQueue dispatcher;
    /** The reason why the connection has ended; null before. */
    private final AtomicReference<@Nullable DriverException> end = new AtomicReference<>();
    /** The number of commands that await replies after their callers have left. */
    private final AtomicInteger abandoned = new AtomicInteger();
    /** Created in advance, since there may be no memory when the connection ends. */
    private final Runnable release = this::release;

    private final Runnable closeIfDrained = this::closeIfDrained;

    private volatile boolean closedOnPurpose;
    /** Set when the connection is retired; null before. */
    private volatile @Nullable Retirement retirement;

    private volatile @Nullable Channel channel;
    /** Lettuce's connection; null until the connection is established and logged in. */
    private volatile @Nullable StatefulRedisConnection<byte[], byte[]> connection;

    // Used by the event loop only:
    private final UnansweredCommandQueue replies = new UnansweredCommandQueue(this);
    private boolean announced;
    private boolean released;

    /**
     * Retirement of a connection that another one has replaced.
     *
     * @param elsewhere sends a request over another connection
     * @param reason the reason of the close
     */
    private record Retirement(Consumer<Request> elsewhere, DriverException reason) {}

    /**
     * Creates a multiplexer without a connection.
     *
     * @param listener is notified of the opening and the loss; null for a connection of a single user
     * @param whenEnded called once when the connection has ended
     */
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
        this.dispatcher = new RequestBatchQueue(this, settings);
    }

    /** Takes the channel of the connect attempt, which is not connected yet. */
    void initialized(Channel created) {
        channel = created;
        if (end.get() != null) {
            var unused = created.close();
        }
    }

    /** Ends the connection after a failed connect attempt. Has no effect once an attempt has succeeded. */
    void connectFailed(Throwable cause) {
        if (connection == null && end.get() == null) {
            end(exceptions.connecting(cause));
        }
    }

    /** Takes Lettuce's connection after the connect attempt has succeeded. */
    void connected(StatefulRedisConnection<byte[], byte[]> lettuce) {
        runOnEventLoop(() -> {
            connection = lettuce;
            try {
                Channel current = channel;
                if (current == null || !current.isActive()) {
                    disconnected();
                } else if (retired()) {
                    closeIfDrained();
                } else if (end.get() == null) {
                    announced = true;
                    if (listener != null) {
                        listener.opened();
                    }
                    dispatcher.schedule();
                }
            } catch (Throwable e) {
                fail(e);
            } finally {
                release();
            }
        });
    }

    /** Ends the connection because it broke without an exception. Allocates nothing. Called on the event loop. */
    void disconnected() {
        if (open()) {
            end(exceptions.broke());
        }
        release();
    }

    /** Ends the connection after an exception or error. May be called on any thread. */
    void fail(Throwable cause) {
        if (end.get() == null) {
            end(exceptions.broke(cause));
        } else {
            // Again, since an error may have prevented it.
            runOnEventLoop(release);
        }
    }

    /**
     * Ends the connection because the next reply is larger than allowed: the command that it belongs to fails for that
     * reason, all others because they lost the connection. Called on the event loop.
     */
    void replyTooLarge(long maxReplyBytes) {
        DriverException reason = exceptions.replyTooLarge(maxReplyBytes);
        try {
            replies.failNext(reason);
        } finally {
            fail(exceptions.closedOverReply(reason));
        }
    }

    /** Ends the connection because the next push message is larger than allowed. Called on the event loop. */
    void pushMessageTooLarge(long maxReplyBytes) {
        fail(exceptions.lost("was given up: a push message is larger than maxReplyBytes, which is " + maxReplyBytes));
    }

    /** Returns a reply, or what stands for it if the replies of its call together are too large. */
    Reply admitted(Reply reply, ReplyBudget budget) {
        return budget.admitted(reply, exceptions);
    }

    /** Ends the connection because its client is closed. */
    void clientClosed() {
        fail(exceptions.closed(Execution.NOT_EXECUTED));
    }

    /** Closes the connection on purpose. */
    void close(DriverException reason) {
        closedOnPurpose = true;
        end(reason);
    }

    /**
     * Retires the connection because another one has replaced it: it accepts no more requests, its queued requests
     * are passed on, and it is closed as soon as no caller waits for a reply to a request that was written. Never
     * waits, never throws. On an error the connection ends at once.
     *
     * @param elsewhere sends a request over another connection
     * @param reason the reason of the close
     */
    void retire(Consumer<Request> elsewhere, DriverException reason) {
        try {
            retirement = new Retirement(elsewhere, reason);
            emptyQueue(reason);
            // Without a channel nothing was written; the connect attempt in progress finds the retirement.
            if (channel != null) {
                runOnEventLoop(closeIfDrained);
            }
        } catch (Throwable e) {
            // Otherwise nothing might ever close the connection.
            fail(e);
        }
    }

    /**
     * Closes a retired connection if no caller waits for a reply on it. Called on the event loop, where every
     * request is either queued, or written and among the commands that await replies.
     */
    void closeIfDrained() {
        Retirement current = retirement;
        try {
            if (current != null && end.get() == null && !replies.hasWaitingCallers()) {
                close(current.reason());
            }
        } catch (Throwable e) {
            // For example without memory: nothing else might close the connection.
            fail(e);
        }
    }

    private void end(DriverException reason) {
        if (end.compareAndSet(null, reason)) {
            try {
                emptyQueue(reason);
                whenEnded.accept(this);
            } finally {
                runOnEventLoop(release);
            }
        }
    }

    /** Passes the queued requests on if the connection is retired, and refuses them otherwise. */
    private void emptyQueue(DriverException reason) {
        Retirement current = retirement;
        Queue<Request> queue = dispatcher.queue();
        for (Request request = queue.poll(); request != null; request = queue.poll()) {
            if (current == null) {
                request.refuse(reason);
            } else {
                current.elsewhere().accept(request);
            }
        }
    }

    /**
     * Closes a connection that has ended, as far as it exists, and ends the requests that were written. Has no
     * effect before the end. Idempotent.
     */
    private void release() {
        DriverException reason = end.get();
        if (reason == null) {
            return;
        }
        StatefulRedisConnection<byte[], byte[]> lettuce = connection;
        Channel netty = channel;
        try {
            replies.endAll();
        } finally {
            try {
                if (lettuce != null && !released) {
                    released = true;
                    driver.close(lettuce);
                    if (announced && !closedOnPurpose && listener != null) {
                        listener.lost(reason);
                    }
                }
            } finally {
                if (netty != null) {
                    var unused = netty.close();
                }
            }
        }
    }

    /**
     * Runs a task on the event loop. Runs the task at once if the current thread is the event loop, or if there is
     * no event loop or it has terminated.
     */
    private void runOnEventLoop(Runnable task) {
        Channel current = channel;
        if (current != null && !current.eventLoop().inEventLoop()) {
            try {
                current.eventLoop().execute(task);
                return;
            } catch (RejectedExecutionException e) {
                // The event loop has terminated, so no other thread can access the state that belongs to it.
            }
        }
        task.run();
    }

    /** Returns whether the connection is established and has not ended. */
    boolean open() {
        return connection != null && end.get() == null;
    }

    /** Returns whether another connection has replaced this one, which accepts no more requests. */
    boolean retired() {
        return retirement != null;
    }

    /** Returns whether queued requests may be written. */
    boolean writes() {
        return open() && !retired();
    }

    /** Returns the reason why the connection has ended, or null if it has not. */
    @Nullable
    DriverException ended() {
        return end.get();
    }

    /** Returns whether the connection belongs to a single user. */
    boolean exclusive() {
        return listener == null;
    }

    /** Returns Lettuce's connection, or null until it is established. */
    @Nullable
    StatefulRedisConnection<byte[], byte[]> connection() {
        return connection;
    }

    /** Returns the channel, or null until it is initialized. */
    @Nullable
    Channel channel() {
        return channel;
    }

    /**
     * Queues a request, to be dispatched as soon as possible. Returns false, and leaves the state of the request
     * unchanged, if the connection has ended or is retired.
     */
    boolean offer(Request request) {
        request.assignTo(this);
        dispatcher.queue().add(request);
        if ((end.get() != null || retired()) && dispatcher.queue().remove(request)) {
            return false;
        }
        dispatcher.schedule();
        return true;
    }

    /** Queues a request, or refuses the request if the connection has ended or is retired. */
    void send(Request request) {
        if (!offer(request)) {
            refuse(request);
        }
    }

    /** Returns the number of commands that wait for the connection to be established. */
    int awaitingConnection() {
        return connection != null
                ? 0
                : dispatcher.queue().stream().mapToInt(Request::size).sum();
    }

    /** Handles that the channel accepts data again. */
    void writable() {
        dispatcher.schedule();
    }

    /** Refuses a request because the connection has ended. */
    void refuse(Request request) {
        DriverException reason = ended();
        request.refuse(reason == null ? exceptions.broke() : reason);
    }

    /** Returns the commands that await replies; for use by the event loop only. */
    UnansweredCommandQueue replies() {
        return replies;
    }

    /**
     * Handles the departure of a request's caller. If more commands without a caller await replies than may be
     * pending, the server is considered silent and the connection is ended.
     */
    void callerLeft(Request request) {
        if (request.cancelled()) {
            dispatcher.queue().remove(request);
        } else if (abandoned.addAndGet(request.size()) > settings.maxPending()) {
            fail(exceptions.lost("was given up: too many calls waited for a reply in vain"));
        } else if (retired()) {
            try {
                runOnEventLoop(closeIfDrained);
            } catch (Throwable e) {
                fail(e);
            }
        }
    }

    /** Records that the replies of a request whose caller has left have arrived, or will not arrive. */
    void abandonedEnded(Request request) {
        abandoned.addAndGet(-request.size());
    }
}
