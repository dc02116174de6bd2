package io.redoubt.lettuce;

import io.lettuce.core.api.StatefulRedisConnection;
import io.netty.channel.Channel;
import io.redoubt.redis.CommandBatching;
import io.redoubt.redis.RedisSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Dispatcher that queues requests for one Lettuce connection and sends them in batches on the Netty event loop. Lettuce
 * flushes each batch once. Thread-safe.
 */
final class RequestBatchQueue {

    private static final int MAX_COMMANDS = 512;
    private static final int MAX_BYTES = 64 << 10;

    private final CommandMultiplexer connection;
    private final long maxBytes;
    private final Queue<Request> queue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Runnable dispatch = this::dispatch;
    /** Used by the event loop only. */
    private final List<CancellableCommand> batch = new ArrayList<>();

    RequestBatchQueue(CommandMultiplexer connection, RedisSettings settings) {
        this.connection = connection;
        this.maxBytes = settings.commandBatching() == CommandBatching.OFF ? 0 : MAX_BYTES;
    }

    Queue<Request> queue() {
        return queue;
    }

    /** Schedules the task on the event loop if the connection may write and requests are queued. */
    void schedule() {
        Channel channel = connection.channel();
        if (channel != null && connection.writes() && !queue.isEmpty() && scheduled.compareAndSet(false, true)) {
            try {
                channel.eventLoop().execute(dispatch);
            } catch (Throwable e) {
                connection.fail(e);
            }
        }
    }

    private void dispatch() {
        // First, so that requests that are queued from now on schedule the next task.
        scheduled.set(false);
        Channel channel = connection.channel();
        StatefulRedisConnection<byte[], byte[]> lettuce = connection.connection();
        // While the server does not read, requests stay in the queue, so that they are certainly not executed.
        if (channel != null && channel.isWritable() && lettuce != null && connection.writes()) {
            dispatchBatch(lettuce);
            // As a task of its own, so that the event loop can read in between.
            schedule();
        }
    }

    /** Dispatches a batch. Each of its requests is written, cancelled or refused when the method returns. */
    private void dispatchBatch(StatefulRedisConnection<byte[], byte[]> lettuce) {
        Request request = null;
        try {
            long bytes = 0;
            do {
                request = queue.poll();
                if (request != null) {
                    batch.addAll(request.commands());
                    bytes += request.bytes();
                }
            } while (request != null && bytes < maxBytes && batch.size() < MAX_COMMANDS);
            if (batch.size() == 1) {
                lettuce.dispatch(batch.get(0));
            } else {
                lettuce.dispatch(batch);
            }
        } catch (Throwable e) {
            connection.fail(e);
            if (request != null) {
                // It may have been taken from the queue without having been added to the batch.
                connection.refuse(request);
            }
        } finally {
            for (int i = 0; i < batch.size(); i++) {
                requireEncoded(batch.get(i));
            }
            batch.clear();
        }
    }

    /** Ends a request that Lettuce did not write, because its caller has left or the connection has ended. */
    private void requireEncoded(CancellableCommand command) {
        if (!command.encoded()) {
            if (!command.request().cancelled()) {
                connection.disconnected();
            }
            connection.refuse(command.request());
        }
    }
}
