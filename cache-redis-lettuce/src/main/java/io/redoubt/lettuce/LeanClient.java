package io.redoubt.lettuce;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ConnectionFuture;
import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisReactiveCommandsImpl;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StatefulRedisConnectionImpl;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.protocol.DefaultEndpoint;
import io.lettuce.core.protocol.PushHandler;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lettuce's client, whose connections come without the typed command interfaces that nobody here uses. To build these is
 * half of what a first connection costs in a fresh JVM, and would be counted against the deadline of the first call.
 */
final class LeanClient extends RedisClient {

    private final ReentrantLock lock = new ReentrantLock();
    /** For whom the endpoint is that Lettuce asks for, while it dials; guarded by the lock. */
    private Attempt dialling = new Attempt(new ReadProgress());

    LeanClient(ClientResources resources, ClientOptions options) {
        super(resources, new RedisURI());
        setOptions(options);
    }

    /** Begins to connect. Does not block: Lettuce makes its objects here, and goes on elsewhere. */
    ConnectionFuture<StatefulRedisConnection<byte[], byte[]>> dial(RedisURI uri, Attempt attempt) {
        lock.lock();
        try {
            dialling = attempt;
            return connectAsync(ByteArrayCodec.INSTANCE, uri);
        } finally {
            lock.unlock();
        }
    }

    @Override
    protected DefaultEndpoint createEndpoint() {
        return new LeanEndpoint(getOptions(), getResources(), dialling);
    }

    @Override
    protected <K, V> StatefulRedisConnectionImpl<K, V> newStatefulRedisConnection(
            RedisChannelWriter writer, PushHandler pushHandler, RedisCodec<K, V> codec, Duration timeout) {
        return new StatefulRedisConnectionImpl<>(writer, pushHandler, codec, timeout) {
            @Override
            protected @Nullable RedisCommands<K, V> newRedisSyncCommandsImpl() {
                return null;
            }

            @Override
            protected @Nullable RedisReactiveCommandsImpl<K, V> newRedisReactiveCommandsImpl() {
                return null;
            }

            /** A connection is closed by its user, by its loss and by the client's end; Lettuce warns of the second time. */
            @Override
            public CompletableFuture<Void> closeAsync() {
                return isClosed() ? CompletableFuture.completedFuture(null) : super.closeAsync();
            }
        };
    }
}
