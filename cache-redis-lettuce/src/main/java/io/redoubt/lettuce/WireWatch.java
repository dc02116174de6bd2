package io.redoubt.lettuce;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Netty handler before Lettuce's that reports reads and writability of a channel to its wire, and ends the wire when an
 * exception passes by or Lettuce has not decoded all that was read.
 */
final class WireWatch extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(WireWatch.class);

    private final Wire wire;
    private final ReadProgress progress;

    WireWatch(Wire wire, ReadProgress progress) {
        this.wire = wire;
        this.progress = progress;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            wire.schedule();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        wire.hears();
        ReadProgress.Pass pass = progress.ofThisThread();
        pass.begin();
        context.fireChannelRead(message);
        if (!pass.ended()) {
            wire.failed(new DecoderException("what was read could not be decoded"));
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        wire.heard();
        context.fireChannelReadComplete();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("a connection failed", cause);
        try {
            wire.failed(cause);
        } finally {
            var unused = context.close();
        }
    }
}
