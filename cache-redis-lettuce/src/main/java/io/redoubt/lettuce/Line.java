package io.redoubt.lettuce;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.CommandEncoder;
import io.lettuce.core.protocol.CommandHandler;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A connection that was made and logged in: Lettuce's, and the channel beneath it, onto which requests are written past
 * Lettuce's own queues.
 *
 * <p>Past them, since they cost a promise, a listener and a wake-up for each command, count what they do not release, and
 * put nothing of several commands together. Reading is Lettuce's: its handler takes the commands for which replies are
 * expected from the queue that it shows.
 */
record Line(StatefulRedisConnection<byte[], byte[]> connection, Channel channel, ReadProgress progress) {

    /** Runs something on the event loop: at once if this is it. */
    void run(Runnable task) {
        if (channel.eventLoop().inEventLoop()) {
            task.run();
        } else {
            channel.eventLoop().execute(task);
        }
    }

    /** The commands for which replies are expected, for the event loop only; null once the connection is gone. */
    @Nullable
    Queue<RedisCommand<?, ?, ?>> expected() {
        CommandHandler handler = channel.pipeline().get(CommandHandler.class);
        return handler == null ? null : handler.getStack();
    }

    /** Below the encoder, which would not know what to do with bytes; null once the connection is gone. */
    @Nullable
    ChannelHandlerContext belowEncoder() {
        return channel.pipeline().context(CommandEncoder.class);
    }

    /** Puts a handler where it sees what is read before Lettuce does. */
    void addBeforeLettuce(ChannelHandler handler) {
        ChannelHandlerContext lettuce = channel.pipeline().context(CommandHandler.class);
        if (lettuce != null) {
            channel.pipeline().addBefore(lettuce.name(), null, handler);
        }
    }

    /** Puts a handler where it sees every byte. */
    void addFirst(ChannelHandler handler) {
        channel.pipeline().addFirst(handler);
    }

    static void write(ChannelHandlerContext context, ByteBuf bytes) {
        var unused = context.writeAndFlush(bytes).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    /** Closes the connection without waiting for the end. */
    void close() {
        var unused = connection.closeAsync();
    }
}
