package io.redoubt.lettuce;

import io.lettuce.core.protocol.DecodeBufferPolicies;
import io.lettuce.core.protocol.DecodeBufferPolicy;
import io.netty.buffer.ByteBuf;

/**
 * Decode buffer policy that records on each event loop thread that a decoding pass has ended normally. Thread-safe.
 *
 * <p>Lettuce catches what is thrown while it reads, and leaves the connection open although bytes may be lost; that this
 * callback did not come is what tells.
 */
final class ReadProgress implements DecodeBufferPolicy {

    private static final int BUFFER_USAGE_RATIO = 3;

    private final DecodeBufferPolicy discarding = DecodeBufferPolicies.ratio(BUFFER_USAGE_RATIO);
    private final ThreadLocal<Pass> passes = ThreadLocal.withInitial(Pass::new);

    /** The passes of the current thread. */
    Pass ofThisThread() {
        return passes.get();
    }

    @Override
    public void afterPartialDecode(ByteBuf buffer) {
        discarding.afterPartialDecode(buffer);
        passes.get().ended = true;
    }

    @Override
    public void afterCommandDecoded(ByteBuf buffer) {
        discarding.afterCommandDecoded(buffer);
    }

    @Override
    public void afterDecoding(ByteBuf buffer) {
        discarding.afterDecoding(buffer);
        passes.get().ended = true;
    }

    /** Whether the latest decoding pass of a thread has ended normally. */
    static final class Pass {

        private boolean ended;

        void begin() {
            ended = false;
        }

        boolean ended() {
            return ended;
        }
    }
}
