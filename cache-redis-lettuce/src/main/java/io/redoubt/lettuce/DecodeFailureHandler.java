package io.redoubt.lettuce;

import io.lettuce.core.protocol.DecodeBufferPolicies;
import io.lettuce.core.protocol.DecodeBufferPolicy;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.redoubt.redis.spi.support.ReplySizeScanner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Netty handler that closes a connection when incoming data cannot be decoded or a reply is too large. It precedes
 * Lettuce's handlers, and also reports reads and writability to the {@link CommandMultiplexer}.
 *
 * <p>When Lettuce's decoder throws, Lettuce catches the exception, fails one command and leaves the channel open
 * although bytes may be lost. This handler detects the failure by a decoding pass that did not end normally.
 */
final class DecodeFailureHandler extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(DecodeFailureHandler.class);

    private final CommandMultiplexer connection;
    private final DecodingPasses passes;
    private final ReplySizeScanner sizes;

    DecodeFailureHandler(CommandMultiplexer connection, DecodingPasses passes, long maxReplyBytes) {
        this.connection = connection;
        this.passes = passes;
        this.sizes = new ReplySizeScanner(maxReplyBytes);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        connection.replies().readBegins();
        ByteBuf bytes = (ByteBuf) message;
        int accepted = scan(bytes);
        if (sizes.exceeded()) {
            bytes.writerIndex(bytes.readerIndex() + accepted);
        }
        if (bytes.isReadable()) {
            decode(context, bytes);
        } else {
            bytes.release();
        }
        if (sizes.exceeded()) {
            tooLarge(context);
        }
    }

    private int scan(ByteBuf bytes) {
        try {
            return sizes.scan(bytes.nioBuffer());
        } catch (Throwable e) {
            bytes.release();
            throw e;
        }
    }

    private void decode(ChannelHandlerContext context, ByteBuf message) {
        boolean[] ended = passes.ended.get();
        ended[0] = false;
        context.fireChannelRead(message);
        if (!ended[0]) {
            failed(context, new DecoderException("what was read could not be decoded, or was not asked for"));
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        connection.replies().readEnds();
        context.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            connection.writable();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connection.disconnected();
        context.fireChannelInactive();
    }

    /**
     * Ends an established connection. While the connection is not established, the exception is passed on, because
     * Lettuce needs the reason then; later, Lettuce would only log the exception.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("a connection failed", cause);
        if (connection.open()) {
            failed(context, cause);
        } else {
            context.fireExceptionCaught(cause);
        }
    }

    /** Ends the connection after the replies before the one that is too large were decoded. */
    private void tooLarge(ChannelHandlerContext context) {
        try {
            if (sizes.isPush()) {
                connection.pushMessageTooLarge(sizes.maxBytes());
            } else {
                connection.replyTooLarge(sizes.maxBytes());
            }
        } finally {
            var unused = context.close();
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

    /**
     * Decode buffer policy that records, for each event loop thread, whether a decoding pass ended normally.
     * Thread-safe.
     */
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
            // Remaining bytes were not asked for, and would be taken for the reply of the next command.
            ended.get()[0] = !buffer.isReadable();
        }
    }
}
