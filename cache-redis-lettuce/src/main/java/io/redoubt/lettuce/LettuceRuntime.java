package io.redoubt.lettuce;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Set of the Lettuce clients that one {@code RedisDriver} uses, together with the I/O threads that these clients share.
 * An error that Netty does not catch, for example in a full heap, ends one of the threads for good, and Netty does not
 * replace it. The runtime is then incomplete, and to be replaced as a whole. Thread-safe.
 */
final class LettuceRuntime {

    private final ClientResources resources;
    private final Runnable threadEnded;
    /**
     * Client for commands. With RESP2, replies have the same form as with every other driver, even if the server
     * offers RESP3.
     */
    private final RedisClient resp2;
    /** Client for push messages, which RESP3 distinguishes from replies. */
    private final RedisClient resp3;
    /**
     * All channels, each from its creation on. The group also closes channels that are added after it was closed.
     */
    private final ChannelGroup channels =
            new DefaultChannelGroup("redoubt-lettuce", ImmediateEventExecutor.INSTANCE, true);
    /** The threads of the channels; null until there is a channel. */
    private volatile @Nullable EventExecutorGroup eventLoops;

    private LettuceRuntime(
            ClientResources resources, Function<ProtocolVersion, ClientOptions> options, Runnable threadEnded) {
        this.resources = resources;
        this.threadEnded = threadEnded;
        this.resp2 = client(resources, options.apply(ProtocolVersion.RESP2));
        this.resp3 = client(resources, options.apply(ProtocolVersion.RESP3));
        observe(workers());
    }

    private static RedisClient client(ClientResources resources, ClientOptions options) {
        RedisClient client = RedisClient.create(resources);
        client.setOptions(options);
        return client;
    }

    /**
     * Starts a runtime.
     *
     * @param options the options of the client for a protocol version
     * @param threadEnded called after the end of each thread; without memory the call may be missing
     */
    static LettuceRuntime start(
            NettyCustomizer customizer, Function<ProtocolVersion, ClientOptions> options, Runnable threadEnded) {
        ClientResources resources = LettuceOptions.resources(customizer);
        try {
            return new LettuceRuntime(resources, options, threadEnded);
        } catch (Throwable e) {
            var unused = resources.shutdown(0, LettuceOptions.SHUTDOWN_SECONDS, TimeUnit.SECONDS);
            throw e;
        }
    }

    RedisClient client(ProtocolVersion protocol) {
        return protocol == ProtocolVersion.RESP3 ? resp3 : resp2;
    }

    /** Returns the threads for everything but channels. */
    EventExecutorGroup workers() {
        return resources.eventExecutorGroup();
    }

    ChannelGroup channels() {
        return channels;
    }

    /** Adds a new channel, on its event loop. */
    void add(Channel channel) {
        channels.add(channel);
        if (eventLoops == null) {
            EventExecutorGroup group = channel.eventLoop().parent();
            eventLoops = group;
            observe(group);
        }
    }

    private void observe(EventExecutorGroup threads) {
        for (EventExecutor thread : threads) {
            var unused = thread.terminationFuture().addListener(ended -> threadEnded.run());
        }
    }

    /** Returns whether no thread has ended. */
    boolean complete() {
        for (EventExecutor thread : threads()) {
            if (thread.isShuttingDown()) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether all threads have ended. */
    boolean terminated() {
        for (EventExecutor thread : threads()) {
            if (!thread.isTerminated()) {
                return false;
            }
        }
        return true;
    }

    /** Returns the threads that are known. */
    List<EventExecutor> threads() {
        List<EventExecutor> threads = new ArrayList<>();
        workers().forEach(threads::add);
        EventExecutorGroup known = eventLoops;
        if (known != null) {
            known.forEach(threads::add);
        }
        return threads;
    }

    /** Begins to close both clients. */
    Future<Void> closeClients() {
        return CompletableFuture.allOf(
                resp2.shutdownAsync(0, LettuceOptions.SHUTDOWN_SECONDS, TimeUnit.SECONDS),
                resp3.shutdownAsync(0, LettuceOptions.SHUTDOWN_SECONDS, TimeUnit.SECONDS));
    }

    /** Begins to end the threads. */
    Future<Boolean> endThreads() {
        return resources.shutdown(0, LettuceOptions.SHUTDOWN_SECONDS, TimeUnit.SECONDS);
    }

    /** Begins to end the threads of an incomplete runtime, whose clients may never be closed. */
    void abandon() {
        EventExecutorGroup known = eventLoops;
        if (known != null) {
            var unused = known.shutdownGracefully(0, LettuceOptions.SHUTDOWN_SECONDS, TimeUnit.SECONDS);
        }
        var unused = endThreads();
    }
}
