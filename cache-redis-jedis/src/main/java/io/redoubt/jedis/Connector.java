package io.redoubt.jedis;

import io.redoubt.redis.spi.Credentials;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Node;
import io.redoubt.redis.spi.RedisSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisProtocol;

/**
 * Opens connections: looks up, connects, encrypts, logs in, selects the database. Thread-safe.
 *
 * <p>All of it together takes no longer than the caller's deadline or the settings' time to connect, whichever is nearer.
 */
final class Connector {

    private final Duration connectTimeout;
    private final Node node;
    private final LongSupplier nanoTime;
    private final Sockets sockets;
    private final Failures failures;
    private final Addresses addresses;
    private final @Nullable Encryption encryption;
    private final UnaryOperator<Socket> layer;
    private final JedisClientConfig forCommands;
    private final JedisClientConfig forPushes;

    Connector(
            RedisSettings settings,
            Node node,
            @Nullable Credentials credentials,
            int database,
            @Nullable Encryption encryption,
            UnaryOperator<Socket> layer,
            LongSupplier nanoTime,
            Sockets sockets,
            Failures failures) {
        this.connectTimeout = settings.connectTimeout();
        this.node = node;
        this.nanoTime = nanoTime;
        this.sockets = sockets;
        this.failures = failures;
        this.addresses = new Addresses(node, failures);
        this.encryption = encryption;
        this.layer = layer;
        this.forCommands = logIn(RedisProtocol.RESP2, settings.clientName(), credentials, database);
        this.forPushes = logIn(RedisProtocol.RESP3, settings.clientName(), credentials, database);
    }

    /**
     * Opens a connection for commands, or for messages.
     *
     * @throws DriverException of which nothing was executed
     */
    Wire open(Deadline call) {
        return open(call, forCommands);
    }

    /**
     * Opens a connection on which what the server tells by itself is read as if it were a reply.
     *
     * @throws DriverException of which nothing was executed
     */
    Wire openForPushes(Deadline call) {
        return open(call, forPushes);
    }

    private Wire open(Deadline call, JedisClientConfig logIn) {
        Deadline ownLimit = Deadline.after(connectTimeout, nanoTime);
        boolean callIsNearer = call.remainingNanos() < ownLimit.remainingNanos();
        Deadline attempt = callIsNearer ? call : ownLimit;
        try {
            return open(addresses.lookUp(attempt), attempt, logIn);
        } catch (DriverException e) {
            // The caller still has time; it is the server that took too long.
            throw e.kind() == Kind.TIMEOUT && !callIsNearer ? failures.tooSlowToConnect(connectTimeout, e) : e;
        }
    }

    private Wire open(InetAddress[] candidates, Deadline deadline, JedisClientConfig logIn) {
        int last = candidates.length - 1;
        for (int i = 0; i < last; i++) {
            try {
                return open(candidates[i], deadline, logIn);
            } catch (DriverException e) {
                // A name with several addresses is reachable if one of them is.
                if (e.kind() != Kind.UNREACHABLE) {
                    throw e;
                }
            }
        }
        return open(candidates[last], deadline, logIn);
    }

    private Wire open(InetAddress address, Deadline deadline, JedisClientConfig logIn) {
        SocketChannel channel;
        try {
            channel = SocketChannel.open();
        } catch (IOException e) {
            throw failures.unreachable(e);
        }
        Watch watch = sockets.watch(channel);
        Meantime meantime = new Meantime();
        boolean open = false;
        try {
            watch.begin(deadline);
            Socket socket = connect(channel, new InetSocketAddress(address, node.port()), deadline);
            WireConnection connection = new WireConnection(new OneSocket(socket, meantime), logIn);
            open = watch.end(deadline);
            if (!open) {
                throw new SocketTimeoutException("logged in too late");
            }
            return new Wire(connection, channel, watch, meantime, failures);
        } catch (Throwable e) {
            throw failures.opening(e, watch);
        } finally {
            if (!open) {
                watch.close();
            }
        }
    }

    private Socket connect(SocketChannel channel, InetSocketAddress address, Deadline deadline) throws IOException {
        SocketOptions.apply(channel);
        channel.socket().connect(address, (int) Math.max(1, deadline.remainingMillis()));
        return layer.apply(encryption == null ? channel.socket() : encryption.over(channel.socket(), node));
    }

    private static JedisClientConfig logIn(
            RedisProtocol protocol, String clientName, @Nullable Credentials credentials, int database) {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .protocol(protocol)
                .database(database)
                .clientName(clientName)
                // CLIENT SETINFO is unknown before Redis 7.2, and each connection would count as an error there.
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
        if (credentials != null) {
            config.user(credentials.username()).password(credentials.password());
        }
        return config.build();
    }
}
