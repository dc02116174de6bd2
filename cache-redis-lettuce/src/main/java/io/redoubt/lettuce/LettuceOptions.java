package io.redoubt.lettuce;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.StaticCredentialsProvider;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.DecodeBufferPolicy;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.redoubt.redis.Credentials;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.TlsSettings;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** Utility class that creates the configuration of Lettuce: client resources, client options, server URIs and TLS. */
final class LettuceOptions {

    /** Maximum time for each step of a shutdown. */
    static final long SHUTDOWN_SECONDS = 2;

    private static final int IO_THREADS = 2;
    private static final int WORK_THREADS = 2;

    private LettuceOptions() {}

    static ClientResources resources(NettyCustomizer customizer) {
        return ClientResources.builder()
                .ioThreadPoolSize(IO_THREADS)
                .computationThreadPoolSize(WORK_THREADS)
                .threadFactoryProvider(pool -> new DefaultThreadFactory("redoubt-" + pool, true))
                .nettyCustomizer(customizer)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .build();
    }

    static ClientOptions options(RedisSettings settings, ProtocolVersion protocol, DecodeBufferPolicy policy) {
        ClientOptions.Builder options = ClientOptions.builder()
                // No reconnect and no replay, since a command must not be sent twice without its caller's
                // knowledge.
                .autoReconnect(false)
                .replayFilter(command -> true)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                // Lettuce's own limit counts commands that it does not release; the driver's limit applies
                // earlier.
                .requestQueueSize(Integer.MAX_VALUE)
                // The index finds commands to remove from the middle of the queue, which this driver never does.
                .useHashIndexQueue(false)
                .pingBeforeActivateConnection(true)
                .protocolVersion(protocol)
                .publishOnScheduler(false)
                .decodeBufferPolicy(policy)
                .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(settings.connectTimeout())
                        .tcpNoDelay(true)
                        .keepAlive(KeepAliveOptions.builder()
                                .enable()
                                .idle(Duration.ofSeconds(10))
                                .interval(Duration.ofSeconds(5))
                                .count(3)
                                .build())
                        .build());
        disableMaintenanceNotifications(options);
        return options.build();
    }

    /**
     * Disables a feature of Lettuce from version 7 on, which asks every server for notifications of its
     * maintenance. Servers other than Redis Enterprise count the request as an error, and the notifications take
     * effect only with automatic reconnect.
     */
    private static void disableMaintenanceNotifications(ClientOptions.Builder options) {
        try {
            Class<?> config = Class.forName("io.lettuce.core.MaintNotificationsConfig");
            Object disabled = config.getMethod("disabled").invoke(null);
            ClientOptions.Builder.class
                    .getMethod("maintNotificationsConfig", config)
                    .invoke(options, disabled);
        } catch (ClassNotFoundException | NoSuchMethodException beforeVersion7) {
            // Before version 7 there is nothing to disable.
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot switch off notifications of maintenance", e);
        }
    }

    /** Returns the address of a node with the login. */
    static RedisURI uri(RedisSettings settings, Node node, @Nullable Credentials credentials, int database) {
        RedisURI.Builder uri = RedisURI.builder()
                .withHost(node.host())
                .withPort(node.port())
                .withDatabase(database)
                .withClientName(settings.clientName())
                // No CLIENT SETINFO, which servers before 7.2 count as an error of the application.
                .withLibraryName("")
                .withLibraryVersion("")
                // Limits the time for the login, counted from before the TCP connect.
                .withTimeout(settings.connectTimeout());
        if (credentials != null) {
            // With any other type of provider Lettuce logs in on threads of its own, and loses refusals in a race.
            uri.withAuthentication(new StaticCredentialsProvider(
                    credentials.username(), credentials.password().toCharArray()));
        }
        return uri.build();
    }

    /**
     * Returns a TLS engine that verifies the host name, or null for no encryption. Lettuce's own TLS settings are
     * not used, because they accept no context and read files only once.
     */
    static @Nullable SSLEngine tlsEngine(RedisSettings settings, RedisURI uri) {
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
}
