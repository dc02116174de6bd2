package io.redoubt.lettuce;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Extension of Netty that gives new client channels a test's allocator, whichever client library makes them. Netty loads it
 * as a service where the system property {@code io.netty.bootstrap.extensions} is {@code serviceload}. Thread-safe.
 */
public final class FaultyChannels extends ChannelInitializerExtension {

    private static final AtomicReference<@Nullable ByteBufAllocator> ALLOCATOR = new AtomicReference<>();

    /** For {@link java.util.ServiceLoader}. */
    public FaultyChannels() {}

    /** Lets channels from now on have this allocator; null for that which their client chooses. */
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
