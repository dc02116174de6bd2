package io.redoubt.jedis;

import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.RedisSettings;
import io.redoubt.redis.spi.TlsSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;

/**
 * Opens connections: looks up, connects, encrypts, logs in, selects the database. Thread-safe.
 *
 * <p>All of it together takes no longer than the caller's deadline or the settings' time to connect, whichever is nearer.
 */
final class Connector {

    private final RedisSettings settings;
    private final LongSupplier nanoTime;
    private final Watchdog watchdog;
    private final Failures failures;
    private final Reachability reachability;
    private final Addresses addresses;
    private final @Nullable Encryption encryption;
    private final JedisClientConfig logIn;

    Connector(
            RedisSettings settings,
            LongSupplier nanoTime,
            Watchdog watchdog,
            Failures failures,
            Reachability reachability) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.watchdog = watchdog;
        this.failures = failures;
        this.reachability = reachability;
        this.addresses = new Addresses(settings.node(), failures);
        TlsSettings tls = settings.tls();
        this.encryption = tls == null ? null : Encryption.of(tls, settings.node());
        this.logIn = logIn(settings);
    }

    /**
     * Opens one connection.
     *
     * @throws DriverException of which nothing was executed
     */
    Wire open(Deadline call) {
        Deadline ownLimit = Deadline.after(settings.connectTimeout(), nanoTime);
        boolean callIsNearer = call.remainingNanos() < ownLimit.remainingNanos();
        Deadline attempt = callIsNearer ? call : ownLimit;
        try {
            Wire wire = open(addresses.lookUp(attempt), attempt);
            reachability.connected();
            return wire;
        } catch (DriverException e) {
            // The caller still has time; it is the server that took too long.
            boolean tooSlow = e.kind() == Kind.TIMEOUT && !callIsNearer;
            DriverException failure = tooSlow ? failures.tooSlowToConnect(settings.connectTimeout(), e) : e;
            reachability.lost(failure);
            throw failure;
        }
    }

    private Wire open(InetAddress[] candidates, Deadline deadline) {
        int last = candidates.length - 1;
        for (int i = 0; i < last; i++) {
            try {
                return open(candidates[i], deadline);
            } catch (DriverException e) {
                // A name with several addresses is reachable if one of them is.
                if (e.kind() != Kind.UNREACHABLE) {
                    throw e;
                }
            }
        }
        return open(candidates[last], deadline);
    }

    private Wire open(InetAddress address, Deadline deadline) {
        SocketChannel channel;
        try {
            channel = SocketChannel.open();
        } catch (IOException e) {
            throw failures.unreachable(e);
        }
        Watch watch = watchdog.watch(channel);
        boolean open = false;
        watch.begin(deadline);
        try {
            Socket socket = connect(
                    channel, new InetSocketAddress(address, settings.node().port()), deadline);
            Connection connection = new Connection(new OneSocket(socket), logIn);
            open = watch.end(deadline);
            if (!open) {
                throw new SocketTimeoutException("logged in too late");
            }
            return new Wire(connection, channel, watch, failures);
        } catch (IOException | RuntimeException e) {
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
        return encryption == null ? channel.socket() : encryption.over(channel.socket());
    }

    private static JedisClientConfig logIn(RedisSettings settings) {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .resp2()
                .database(settings.database())
                .clientName(settings.clientName())
                // CLIENT SETINFO is unknown before Redis 7.2, and each connection would count as an error there.
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
        if (settings.username() != null) {
            config.user(settings.username());
        }
        if (settings.password() != null) {
            config.password(settings.password());
        }
        return config.build();
    }
}
