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
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Configuration of Lettuce's clients from the driver's settings. */
final class ClientConfiguration {

    private static final int IO_THREADS = 2;
    private static final int WORK_THREADS = 2;

    private ClientConfiguration() {}

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
                // Off, and nothing replayed: a command must not be sent twice behind its caller's back.
                .autoReconnect(false)
                .replayFilter(command -> true)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                // Lettuce's own bound counts what it does not release; ours is kept in front of it.
                .requestQueueSize(Integer.MAX_VALUE)
                // Its index finds commands to take out of the middle, which nothing here does.
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
     * Switches off what Lettuce has from version 7 on: to ask every server for notifications of its maintenance, which
     * others than Redis Enterprise count as an error, and which take effect with automatic reconnect only.
     */
    private static void disableMaintenanceNotifications(ClientOptions.Builder options) {
        try {
            Class<?> config = Class.forName("io.lettuce.core.MaintNotificationsConfig");
            Object disabled = config.getMethod("disabled").invoke(null);
            ClientOptions.Builder.class
                    .getMethod("maintNotificationsConfig", config)
                    .invoke(options, disabled);
        } catch (ClassNotFoundException | NoSuchMethodException beforeVersion7) {
            // There is nothing to switch off.
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot switch off notifications of maintenance", e);
        }
    }

    /** Where to connect and as whom. */
    static RedisURI uri(RedisSettings settings, Node node, @Nullable Credentials credentials, int database) {
        RedisURI.Builder uri = RedisURI.builder()
                .withHost(node.host())
                .withPort(node.port())
                .withDatabase(database)
                .withClientName(settings.clientName())
                // No CLIENT SETINFO: servers before 7.2 count it as an error of the application.
                .withLibraryName("")
                .withLibraryVersion("")
                // Bounds the login, counted from before the TCP connect.
                .withTimeout(settings.connectTimeout());
        if (credentials != null) {
            // Of this type, since with any other Lettuce logs in on threads of its own, and loses refusals in a race.
            uri.withAuthentication(new StaticCredentialsProvider(
                    credentials.username(), credentials.password().toCharArray()));
        }
        return uri.build();
    }
}
