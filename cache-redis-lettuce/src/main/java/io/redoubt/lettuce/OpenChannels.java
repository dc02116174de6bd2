package io.redoubt.lettuce;

import io.lettuce.core.protocol.CommandHandler;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Every channel of a driver from its first moment: Lettuce itself knows only those that are connected, and those that are
 * just connecting while it shuts down would stay open for ever. Thread-safe.
 */
final class OpenChannels implements NettyCustomizer {

    /** Also closes what is added after it was closed. */
    private final ChannelGroup channels =
            new DefaultChannelGroup("redoubt-lettuce", ImmediateEventExecutor.INSTANCE, true);

    @Override
    public void afterChannelInitialized(Channel channel) {
        channels.add(channel);
        CommandHandler handler = channel.pipeline().get(CommandHandler.class);
        if (handler != null && handler.getEndpoint() instanceof LeanEndpoint endpoint) {
            endpoint.attempt().goesOver(channel);
        }
    }

    /** Closes all, and waits for that up to a limit. */
    void close(long limit, TimeUnit unit) throws InterruptedException {
        channels.close().await(limit, unit);
    }
}
