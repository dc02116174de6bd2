package io.redoubt.lettuce;

import io.lettuce.core.protocol.DecodeBufferPolicies;
import io.lettuce.core.protocol.DecodeBufferPolicy;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Netty handler before those of Lettuce that reports reads and writability to a connection, and ends it when anything is
 * thrown while it is read.
 *
 * <p>Lettuce catches what its decoder throws, fails one command and leaves the channel open although bytes may be lost. That
 * a decoding pass did not end normally is what tells.
 */
final class ChannelGuard extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(ChannelGuard.class);

    private final CommandMultiplexer connection;
    private final DecodingPasses passes;

    ChannelGuard(CommandMultiplexer connection, DecodingPasses passes) {
        this.connection = connection;
        this.passes = passes;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        connection.readBegins();
        boolean[] ended = passes.ended.get();
        ended[0] = false;
        context.fireChannelRead(message);
        if (!ended[0]) {
            failed(context, new DecoderException("what was read could not be decoded, or was not asked for"));
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        connection.readEnds();
        context.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            connection.schedule();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connection.disconnected();
        context.fireChannelInactive();
    }

    /** Before the connection is made Lettuce has to know the reason; afterwards it would only log it. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("a connection failed", cause);
        if (connection.open()) {
            failed(context, cause);
        } else {
            context.fireExceptionCaught(cause);
        }
    }

    private void failed(ChannelHandlerContext context, Throwable cause) {
        try {
            if (connection.open()) {
                connection.fail(cause);
            }
        } finally {
            var unused = context.close();
        }
    }

    /** Decode buffer policy by which each event loop thread records that a decoding pass has ended well. Thread-safe. */
    static final class DecodingPasses implements DecodeBufferPolicy {

        private static final int BUFFER_USAGE_RATIO = 3;

        private final DecodeBufferPolicy discarding = DecodeBufferPolicies.ratio(BUFFER_USAGE_RATIO);
        private final ThreadLocal<boolean[]> ended = ThreadLocal.withInitial(() -> new boolean[1]);

        @Override
        public void afterPartialDecode(ByteBuf buffer) {
            discarding.afterPartialDecode(buffer);
            ended.get()[0] = true;
        }

        @Override
        public void afterCommandDecoded(ByteBuf buffer) {
            discarding.afterCommandDecoded(buffer);
        }

        @Override
        public void afterDecoding(ByteBuf buffer) {
            discarding.afterDecoding(buffer);
            // Otherwise more came than was asked for, and would be taken for the reply of the next command.
            ended.get()[0] = !buffer.isReadable();
        }
    }
}
