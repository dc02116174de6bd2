package io.redoubt.lettuce;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Feels the pulse of a connection: asks for a sign of life when nothing, not a byte, has come for a while, and gives it up
 * when none comes within as long again. Lettuce by itself does not notice a server that stands still.
 */
final class Pulse extends IdleStateHandler {

    private final Runnable ask;
    private final Runnable giveUp;

    Pulse(Duration silence, Runnable ask, Runnable giveUp) {
        super(silence.toMillis(), 0, 0, TimeUnit.MILLISECONDS);
        this.ask = ask;
        this.giveUp = giveUp;
    }

    @Override
    protected void channelIdle(ChannelHandlerContext context, IdleStateEvent event) {
        if (event.isFirst()) {
            ask.run();
        } else {
            giveUp.run();
        }
    }
}
