package io.redoubt.lettuce;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Netty extension that gives new client channels the allocator of a test, for any client library. Netty loads it
 * as a service if the system property {@code io.netty.bootstrap.extensions} is {@code serviceload}. Thread-safe.
 */
public final class FaultyChannels extends ChannelInitializerExtension {

    private static final AtomicReference<@Nullable ByteBufAllocator> ALLOCATOR = new AtomicReference<>();

    /** Creates an extension. Called by {@link java.util.ServiceLoader}. */
    public FaultyChannels() {}

    /** Sets the allocator for new channels; null leaves the choice to their client. */
    static void allocator(@Nullable ByteBufAllocator allocator) {
        ALLOCATOR.set(allocator);
    }

    @Override
    public void postInitializeClientChannel(Channel channel) {
        ByteBufAllocator allocator = ALLOCATOR.get();
        if (allocator != null) {
            channel.config().setAllocator(allocator);
        }
    }
}
