package io.redoubt.lettuce;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.redoubt.redis.Credentials;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeClientFactory;
import io.redoubt.redis.spi.NodeCredentialsSource;
import io.redoubt.redis.spi.NodeListener;
import io.redoubt.redis.spi.Reply;
import io.redoubt.redis.spi.support.NodeIdentityCheck;
import io.redoubt.redis.spi.support.SafeNodeListener;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLEngine;
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
     * @param runtime the clients and threads of the connection
     * @param target the connection to be established
     * @param tls the TLS engine, or null for no encryption
     * @param observed completes when the outcome of the attempt is observed
     */
    private record Attempt(
            LettuceRuntime runtime,
            CommandMultiplexer target,
            @Nullable SSLEngine tls,
            CompletableFuture<@Nullable Void> observed) {}

    private static final Logger LOG = LoggerFactory.getLogger(LettuceNodeClientFactory.class);
    private static final AttributeKey<Attempt> ATTEMPT =
            AttributeKey.valueOf(LettuceNodeClientFactory.class, "ATTEMPT");
    /** The attempt of the current thread. Lettuce creates the bootstrap of the channel on the same thread. */
    private static final ThreadLocal<Attempt> CONNECTING = new ThreadLocal<>();

    private final RedisSettings settings;
    private final LongSupplier nanoTime;
    private final DecodeFailureHandler.DecodingPasses passes = new DecodeFailureHandler.DecodingPasses();
    private final Set<LettuceNodeClient> clients = ConcurrentHashMap.newKeySet();
    /** The connections that are being closed, each with a future that completes when the connection is closed. */
    private final Map<StatefulRedisConnection<?, ?>, CompletableFuture<Void>> closing = new ConcurrentHashMap<>();
    /**
     * Lock that prevents connecting while the driver is closed or its runtime replaced, since Lettuce would create
     * threads that nothing ends.
     */
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    /** Lock for ending replaced runtimes: what their ended threads would do, one thread does in their place. */
    private final ReentrantLock ending = new ReentrantLock();
    /** The runtimes that have been replaced and not yet ended. */
    private final Set<LettuceRuntime> replaced = ConcurrentHashMap.newKeySet();

    private volatile LettuceRuntime runtime;
    private volatile boolean closed;

    LettuceNodeClientFactory(RedisSettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.runtime = startRuntime();
    }

    private LettuceRuntime startRuntime() {
        return LettuceRuntime.start(
                this, protocol -> LettuceOptions.options(settings, protocol, passes), this::threadEnded);
    }

    /** Returns the current runtime. */
    LettuceRuntime runtime() {
        return runtime;
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
            RedisURI uri = LettuceOptions.uri(settings, node, credentials, database);
            completeRuntime().workers().execute(() -> connect(protocol, uri, identity, target));
        } catch (Throwable e) {
            failed(target, e);
        }
    }

    /** Returns the runtime for the next connection: a new one if a thread of the previous one has ended. */
    private LettuceRuntime completeRuntime() {
        // Without waiting: this may be an event loop, or a thread that is connecting.
        if (!runtime.complete() && lock.writeLock().tryLock()) {
            try {
                NettyThreadLocalCleaner.removedAfter(this::replaceIncomplete);
            } finally {
                lock.writeLock().unlock();
            }
        }
        if (!replaced.isEmpty()) {
            NettyThreadLocalCleaner.removedAfter(this::endReplaced);
        }
        return runtime;
    }

    /** Handles the end of a thread of a runtime. Called on a thread that all users of Netty share. */
    private void threadEnded() {
        lock.writeLock().lock();
        try {
            replaceIncomplete();
        } finally {
            lock.writeLock().unlock();
        }
        endReplaced();
    }

    private void replaceIncomplete() {
        if (!closed && !runtime.complete()) {
            replaced.add(runtime);
            runtime = startRuntime();
            LOG.warn("an error has ended a thread of the driver, which starts new threads and reconnects");
        }
    }

    /**
     * Ends the connections and threads of the runtimes that have been replaced, without waiting. Repeated until all
     * threads of a runtime have ended: what a thread was given after the error that ends it may be dropped.
     */
    private void endReplaced() {
        ending.lock();
        try {
            for (LettuceRuntime former : List.copyOf(replaced)) {
                if (former != runtime) {
                    // Asked first: what a thread is given before its end may be dropped.
                    boolean last = former.terminated();
                    end(former);
                    if (last) {
                        replaced.remove(former);
                    }
                }
            }
        } catch (Throwable e) {
            SafeNodeListener.log(e); // to be ended before the next connection
        } finally {
            ending.unlock();
        }
    }

    private void end(LettuceRuntime former) {
        Throwable cause = new RejectedExecutionException("an error has ended a thread of the driver");
        former.channels()
                .forEach(channel -> channel.attr(ATTEMPT).get().target().fail(cause));
        // The close of a connection whose thread has ended never completes.
        closing.clear();
        former.abandon();
    }

    /** Connects, on a thread of Netty's that would end for good with any exception. */
    private void connect(
            ProtocolVersion protocol, RedisURI uri, NodeIdentityCheck identity, CommandMultiplexer target) {
        try {
            lock.readLock().lock();
            try {
                connectWith(runtime, protocol, uri, identity, target);
            } finally {
                lock.readLock().unlock();
            }
        } catch (Throwable e) {
            failed(target, e);
        }
    }

    /** Reports that a connection could not be established. Never throws. */
    private static void failed(CommandMultiplexer target, Throwable cause) {
        try {
            target.connectFailed(cause);
        } catch (Throwable e) {
            SafeNodeListener.log(e);
        }
    }

    private void connectWith(
            LettuceRuntime current,
            ProtocolVersion protocol,
            RedisURI uri,
            NodeIdentityCheck identity,
            CommandMultiplexer target) {
        if (closed || target.ended() != null) {
            target.clientClosed();
            return;
        }
        try {
            Attempt attempt =
                    new Attempt(current, target, LettuceOptions.tlsEngine(settings, uri), new CompletableFuture<>());
            CONNECTING.set(attempt);
            var unused = current.client(protocol)
                    .connectAsync(ByteArrayCodec.INSTANCE, uri)
                    .whenComplete((connection, failure) -> {
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
            var unused2 = current.workers().schedule(() -> target.connectFailed(late), limit, TimeUnit.MILLISECONDS);
        } finally {
            CONNECTING.remove();
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

    @Override
    public void afterBootstrapInitialized(Bootstrap bootstrap) {
        bootstrap.attr(ATTEMPT, CONNECTING.get());
    }

    @Override
    public void afterChannelInitialized(Channel channel) {
        Attempt attempt = channel.attr(ATTEMPT).get();
        attempt.runtime().add(channel);
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
        endReplaced();
        clients.forEach(LettuceNodeClient::close);
        await(runtime.channels().close());
        // Lettuce forgets a connection after its channel is closed, and warns of connections that it would have to
        // close twice.
        await(CompletableFuture.allOf(closing.values().toArray(CompletableFuture<?>[]::new)));
        await(runtime.closeClients());
        if (!await(runtime.endThreads())) {
            LOG.warn("threads of a driver may still run {} s after it was closed", LettuceOptions.SHUTDOWN_SECONDS);
        }
    }

    /**
     * Waits, for at most {@value LettuceOptions#SHUTDOWN_SECONDS} seconds, for the end of a shutdown that has begun.
     * Returns false if the shutdown failed or did not end in time, or if the thread is interrupted; an interrupted
     * thread does not wait.
     */
    private static boolean await(Future<?> end) {
        try {
            end.get(LettuceOptions.SHUTDOWN_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("a part of a driver did not end in time", e);
        }
        return false;
    }
}
