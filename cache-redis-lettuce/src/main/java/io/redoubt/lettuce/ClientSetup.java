package io.redoubt.lettuce;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.StaticCredentialsProvider;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.redoubt.redis.spi.RedisSettings;
import io.redoubt.redis.spi.TlsSettings;
import java.time.Duration;

/** What Lettuce is told before it connects. */
final class ClientSetup {

    private static final int IO_THREADS = 2;
    private static final int WORK_THREADS = 2;

    private ClientSetup() {}

    static ClientResources resources(OpenChannels channels) {
        return DefaultClientResources.builder()
                .ioThreadPoolSize(IO_THREADS)
                .computationThreadPoolSize(WORK_THREADS)
                .threadFactoryProvider(pool -> new DefaultThreadFactory("redoubt-" + pool, true))
                .nettyCustomizer(channels)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .build();
    }

    static ClientOptions options(RedisSettings settings) {
        ClientOptions.Builder options = ClientOptions.builder()
                // Off, and nothing replayed: a command must not be sent twice behind its caller's back.
                .autoReconnect(false)
                .replayFilter(command -> true)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(settings.maxPending())
                .pingBeforeActivateConnection(true)
                // The same reply shapes as every other driver, whatever the server would offer.
                .protocolVersion(ProtocolVersion.RESP2)
                .publishOnScheduler(false)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
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
        TlsSettings tls = settings.tls();
        if (tls != null) {
            options.sslOptions(SslOptions.builder()
                    .jdkSslProvider()
                    .trustManager(tls.trustManagers())
                    .handshakeTimeout(settings.connectTimeout())
                    .build());
        }
        return options.build();
    }

    static RedisURI uri(RedisSettings settings) {
        RedisURI.Builder uri = RedisURI.builder()
                .withHost(settings.node().host())
                .withPort(settings.node().port())
                .withDatabase(settings.database())
                .withClientName(settings.clientName())
                // No CLIENT SETINFO: servers before 7.2 count it as an error of the application.
                .withLibraryName("")
                .withLibraryVersion("")
                // Bounds the log-in, counted from before the TCP connect.
                .withTimeout(settings.connectTimeout())
                .withSsl(settings.tls() != null)
                .withVerifyPeer(SslVerifyMode.FULL);
        String username = settings.username();
        String password = settings.password();
        if (password != null) {
            // Of this type, since with any other Lettuce logs in on threads of nobody's, and loses refusals in a race.
            uri.withAuthentication(new StaticCredentialsProvider(username, password.toCharArray()));
        }
        return uri.build();
    }
}
