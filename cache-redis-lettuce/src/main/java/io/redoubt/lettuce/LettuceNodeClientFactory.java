package io.redoubt.lettuce;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
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
import io.redoubt.redis.spi.NodeClientFactory;
import io.redoubt.redis.spi.NodeCredentialsSource;
import io.redoubt.redis.spi.NodeListener;
import io.redoubt.redis.spi.Reply;
import io.redoubt.redis.spi.support.NodeIdentityCheck;
import java.nio.charset.StandardCharsets;
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
 * Factory that creates a Lettuce-based client for each Redis server and owns Lettuce's threads. It also establishes the
 * connections of its clients. Thread-safe.
 *
 * <p>Connections are established on the factory's own threads: in a new JVM the first connection loads hundreds of
 * classes, and a caller must be able to give up during that time.
 */
final class LettuceNodeClientFactory implements NodeClientFactory, NettyCustomizer {

    /**
     * Attempt to establish a connection.
     *
     * @param target the connection to be established
     * @param tls the TLS engine, or null for no encryption
     * @param observed completes when the outcome of the attempt is observed
     */
    private record Attempt(
            CommandMultiplexer target, @Nullable SSLEngine tls, CompletableFuture<@Nullable Void> observed) {}

    private static final Logger LOG = LoggerFactory.getLogger(LettuceNodeClientFactory.class);
    private static final AttributeKey<Attempt> ATTEMPT =
            AttributeKey.valueOf(LettuceNodeClientFactory.class, "ATTEMPT");
    /** The attempt of the current thread. Lettuce creates the bootstrap of the channel on the same thread. */
    private static final ThreadLocal<Attempt> CONNECTING = new ThreadLocal<>();

    private static final long SHUTDOWN_SECONDS = 2;

    private final RedisSettings settings;
    private final LongSupplier nanoTime;
    private final ClientResources resources = LettuceOptions.resources(this);
    private final DecodeFailureHandler.DecodingPasses passes = new DecodeFailureHandler.DecodingPasses();
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

    private final Set<LettuceNodeClient> clients = ConcurrentHashMap.newKeySet();
    /** The connections that are being closed, each with a future that completes when the connection is closed. */
    private final Map<StatefulRedisConnection<?, ?>, CompletableFuture<Void>> closing = new ConcurrentHashMap<>();
    /** Lock that prevents connecting during the close, since Lettuce would create threads that nothing ends. */
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    private volatile boolean closed;

    LettuceNodeClientFactory(RedisSettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.resp2 = client(ProtocolVersion.RESP2);
        this.resp3 = client(ProtocolVersion.RESP3);
    }

    private RedisClient client(ProtocolVersion protocol) {
        RedisClient client = RedisClient.create(resources);
        client.setOptions(LettuceOptions.options(settings, protocol, passes));
        return client;
    }

    @Override
    public NodeClient client(Node node, NodeCredentialsSource credentials, int database, NodeListener listener) {
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

    /** Starts to establish a connection, and reports the outcome to the target. Never throws. */
    void connect(
            Node node,
            @Nullable Credentials credentials,
            int database,
            ProtocolVersion protocol,
            NodeIdentityCheck identity,
            CommandMultiplexer target) {
        try {
            RedisClient client = protocol == ProtocolVersion.RESP3 ? resp3 : resp2;
            RedisURI uri = LettuceOptions.uri(settings, node, credentials, database);
            resources.eventExecutorGroup().execute(() -> connect(client, uri, identity, target));
        } catch (Throwable e) {
            target.connectFailed(e);
        }
    }

    private void connect(RedisClient client, RedisURI uri, NodeIdentityCheck identity, CommandMultiplexer target) {
        lock.readLock().lock();
        try {
            if (closed || target.ended() != null) {
                target.clientClosed();
                return;
            }
            Attempt attempt = new Attempt(target, tlsEngine(uri), new CompletableFuture<>());
            CONNECTING.set(attempt);
            var unused = client.connectAsync(ByteArrayCodec.INSTANCE, uri).whenComplete((connection, failure) -> {
                try {
                    if (failure == null) {
                        confirm(connection, uri, identity, target);
                    } else {
                        target.connectFailed(failure);
                    }
                } catch (Throwable e) {
                    target.connectFailed(e);
                    throw e;
                }
            });
            attempt.observed().complete(null);
            // Started only now, so that the time to load classes is not counted against the server.
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

    /** Passes a connection on once its server has confirmed the required node id, if one is required. */
    private void confirm(
            StatefulRedisConnection<byte[], byte[]> connection,
            RedisURI uri,
            NodeIdentityCheck identity,
            CommandMultiplexer target) {
        if (identity.query() == null) {
            target.connected(connection);
            return;
        }
        var unused = connection.async().clusterMyId().whenComplete((id, failure) -> {
            try {
                String objection = objection(identity, id, failure);
                if (objection == null) {
                    target.connected(connection);
                    return;
                }
                String address = uri.getHost() + ":" + uri.getPort();
                target.connectFailed(DriverException.notExecuted(
                        Kind.UNREACHABLE, "no connection to " + address + ": " + objection, failure));
            } catch (Throwable e) {
                target.connectFailed(e);
            }
            close(connection);
        });
    }

    /** Returns what speaks against the server that sent this node id, or null if nothing does. */
    private static @Nullable String objection(
            NodeIdentityCheck identity, @Nullable String id, @Nullable Throwable failure) {
        if (failure == null) {
            return identity.objection(
                    id == null ? Reply.Nil.NIL : Reply.Data.of(id.getBytes(StandardCharsets.US_ASCII)));
        }
        String objection = identity.objection(String.valueOf(failure.getMessage()));
        return objection != null || isRefusal(failure) ? objection : failure.toString();
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof RedisCommandExecutionException
                || failure.getCause() instanceof RedisCommandExecutionException;
    }

    /**
     * Returns a TLS engine that verifies the host name, or null for no encryption. Lettuce's own TLS settings are
     * not used, because they accept no context and read files only once.
     */
    private @Nullable SSLEngine tlsEngine(RedisURI uri) {
        TlsSettings tls = settings.tls();
        if (tls == null) {
            return null;
        }
        SSLContext context;
        try {
            context = tls.context();
        } catch (RuntimeException e) {
            throw DriverException.notExecuted(Kind.ACCESS_DENIED, String.valueOf(e.getMessage()), e);
        }
        SSLEngine engine = context.createSSLEngine(uri.getHost(), uri.getPort());
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        // HTTPS rules verify that the certificate names the host; without them any trusted certificate would be
        // accepted.
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return engine;
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
        channel.pipeline().addFirst(new DecodeFailureHandler(target, passes, settings.maxReplyBytes()));
        if (attempt.tls() != null) {
            SslHandler tls = new SslHandler(attempt.tls());
            tls.setHandshakeTimeoutMillis(settings.connectTimeout().toMillis());
            channel.pipeline().addFirst(tls);
            var unused = tls.handshakeFuture().addListener(handshake -> {
                if (!handshake.isSuccess()) {
                    target.connectFailed(handshake.cause());
                }
            });
        }
        // Lettuce would miss a refusal that is read before the attempt is observed.
        channel.config().setAutoRead(false);
        var unused = attempt.observed().thenRun(() -> channel.config().setAutoRead(true));
        target.initialized(channel);
    }

    /** Closes a connection without waiting for the end. To be called once for each connection. */
    void close(StatefulRedisConnection<byte[], byte[]> connection) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        // Added before the channel is closed, because the close of the factory waits for the channels first.
        closing.put(connection, ended);
        var unused = connection.closeAsync().whenComplete((done, failure) -> {
            closing.remove(connection);
            ended.complete(null);
        });
    }

    @Override
    public void close() {
        NettyThreadLocalCleaner.removedAfter(this::closeAll);
    }

    private void closeAll() {
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
        // Lettuce forgets a connection after its channel is closed, and warns of connections that it would have to
        // close twice.
        await(CompletableFuture.allOf(closing.values().toArray(CompletableFuture<?>[]::new)));
        await(CompletableFuture.allOf(
                resp2.shutdownAsync(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS),
                resp3.shutdownAsync(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS)));
        if (!await(resources.shutdown(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS))) {
            LOG.warn("threads of a driver may still run {} s after it was closed", SHUTDOWN_SECONDS);
        }
    }

    /**
     * Waits, for at most {@value #SHUTDOWN_SECONDS} seconds, for the end of a shutdown that has begun. Returns
     * false if the shutdown failed or did not end in time, or if the thread is interrupted; an interrupted thread
     * does not wait.
     */
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
