package io.redoubt.lettuce;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.redoubt.redis.Credentials;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.TlsSettings;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeCredentials;
import io.redoubt.redis.spi.NodeDriver;
import io.redoubt.redis.spi.NodeListener;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Driver that owns Lettuce's clients and threads, and makes the connections of its own clients. Thread-safe.
 *
 * <p>It connects on threads of its own: in a fresh JVM the first connection loads hundreds of classes, and a caller must be
 * able to leave meanwhile.
 */
final class LettuceNodeDriver implements NodeDriver, NettyCustomizer {

    /**
     * Attempt to make a connection.
     *
     * @param target what is to be connected
     * @param uri where
     * @param tls how it is encrypted, or null
     */
    private record Attempt(
            CommandMultiplexer target,
            RedisURI uri,
            @Nullable SSLContext tls) {}

    private static final Logger LOG = LoggerFactory.getLogger(LettuceNodeDriver.class);
    private static final AttributeKey<Attempt> ATTEMPT = AttributeKey.valueOf(LettuceNodeDriver.class, "ATTEMPT");
    /** For which connection a thread connects: Lettuce makes the bootstrap of the channel on the same thread. */
    private static final ThreadLocal<Attempt> CONNECTING = new ThreadLocal<>();

    private static final long SHUTDOWN_SECONDS = 2;

    private final RedisSettings settings;
    private final LongSupplier nanoTime;
    private final ClientResources resources = ClientConfiguration.resources(this);
    /** Client for commands: replies have the same shapes as with every other driver, whatever the server would offer. */
    private final RedisClient resp2 = RedisClient.create(resources);
    /** Client for push messages, which cannot be confused with replies. */
    private final RedisClient resp3 = RedisClient.create(resources);

    private final ChannelGuard.DecodingPasses passes = new ChannelGuard.DecodingPasses();
    /** Every channel from its first moment; also closes those that are added after it was closed. */
    private final ChannelGroup channels =
            new DefaultChannelGroup("redoubt-lettuce", ImmediateEventExecutor.INSTANCE, true);

    private final Set<LettuceNodeClient> clients = ConcurrentHashMap.newKeySet();
    /** The connections that are being closed, with what completes at their end. */
    private final Map<StatefulRedisConnection<?, ?>, CompletableFuture<?>> closing = new ConcurrentHashMap<>();
    /** Nothing connects while it closes: Lettuce would make new threads for it, which nothing ends. */
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    private volatile boolean closed;

    LettuceNodeDriver(RedisSettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        resp2.setOptions(ClientConfiguration.options(settings, ProtocolVersion.RESP2, passes));
        resp3.setOptions(ClientConfiguration.options(settings, ProtocolVersion.RESP3, passes));
    }

    @Override
    public NodeClient client(Node node, NodeCredentials credentials, int database, NodeListener listener) {
        LettuceNodeClient client =
                new LettuceNodeClient(this, node, credentials, database, settings, nanoTime, listener);
        clients.add(client);
        if (closed) {
            client.close();
        }
        return client;
    }

    void forget(LettuceNodeClient client) {
        clients.remove(client);
    }

    /** Begins to make a connection, for push messages or for commands, and tells the target how that ends. */
    void connect(
            Node node, @Nullable Credentials credentials, int database, boolean forPushes, CommandMultiplexer target) {
        RedisURI uri = ClientConfiguration.uri(settings, node, credentials, database);
        resources.eventExecutorGroup().execute(() -> connect(forPushes ? resp3 : resp2, uri, target));
    }

    private void connect(RedisClient client, RedisURI uri, CommandMultiplexer target) {
        lock.readLock().lock();
        try {
            if (closed || target.ended() != null) {
                target.clientClosed();
                return;
            }
            CONNECTING.set(new Attempt(target, uri, tlsContext()));
            var unused = client.connectAsync(ByteArrayCodec.INSTANCE, uri).whenComplete((connection, failure) -> {
                try {
                    if (failure == null) {
                        target.connected(connection);
                    } else {
                        target.connectFailed(failure);
                    }
                } catch (Throwable e) {
                    target.connectFailed(e);
                    throw e;
                }
            });
            target.observed();
            // Only now: loading classes is not the server's fault.
            long limit = settings.connectTimeout().toMillis();
            Throwable late = new RedisConnectionException("it took longer than " + limit + " ms");
            var unused2 = resources
                    .eventExecutorGroup()
                    .schedule(() -> target.connectFailed(late), limit, TimeUnit.MILLISECONDS);
        } catch (Throwable e) {
            target.connectFailed(e);
        } finally {
            CONNECTING.remove();
            lock.readLock().unlock();
        }
    }

    private @Nullable SSLContext tlsContext() {
        TlsSettings tls = settings.tls();
        try {
            return tls == null ? null : tls.context();
        } catch (RuntimeException e) {
            throw DriverException.notExecuted(Kind.ACCESS_DENIED, String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void afterBootstrapInitialized(Bootstrap bootstrap) {
        bootstrap.attr(ATTEMPT, CONNECTING.get());
    }

    @Override
    public void afterChannelInitialized(Channel channel) {
        channels.add(channel);
        Attempt attempt = channel.attr(ATTEMPT).get();
        CommandMultiplexer target = attempt.target();
        channel.pipeline().addFirst(new ChannelGuard(target, passes));
        if (attempt.tls() != null) {
            SslHandler tls = new SslHandler(engine(attempt.tls(), attempt.uri()));
            tls.setHandshakeTimeoutMillis(settings.connectTimeout().toMillis());
            channel.pipeline().addFirst(tls);
            var unused = tls.handshakeFuture().addListener(handshake -> {
                if (!handshake.isSuccess()) {
                    target.connectFailed(handshake.cause());
                }
            });
        }
        target.initialized(channel);
    }

    /** Not by Lettuce's own settings for TLS, which take no context and read files once. */
    private static SSLEngine engine(SSLContext context, RedisURI uri) {
        SSLEngine engine = context.createSSLEngine(uri.getHost(), uri.getPort());
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        // The rules by which a certificate names its host are those of HTTPS; without this, any trusted one would do.
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** Closes a connection, once, without waiting for the end. */
    void close(StatefulRedisConnection<byte[], byte[]> connection) {
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        // Before its channel is closed, on which the end of the driver waits first.
        closing.put(connection, ended);
        var unused = connection.closeAsync().whenComplete((done, failure) -> {
            closing.remove(connection);
            ended.complete(true);
        });
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
        } finally {
            lock.writeLock().unlock();
        }
        clients.forEach(LettuceNodeClient::close);
        await(channels.close());
        // Lettuce forgets a connection after its channel is closed, and warns of those that it would have to close
        // twice.
        await(CompletableFuture.allOf(closing.values().toArray(CompletableFuture<?>[]::new)));
        await(CompletableFuture.allOf(
                resp2.shutdownAsync(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS),
                resp3.shutdownAsync(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS)));
        if (!await(resources.shutdown(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS))) {
            LOG.warn("threads of a driver may still run {} s after it was closed", SHUTDOWN_SECONDS);
        }
    }

    /** Waits for an end that has begun; not for long, and not in an interrupted thread. */
    private static boolean await(Future<?> end) {
        try {
            end.get(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("a part of a driver did not end in time", e);
        }
        return false;
    }
}
