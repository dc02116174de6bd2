package io.redoubt.jedis;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Credentials;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Node;
import io.redoubt.redis.spi.RedisSettings;
import io.redoubt.redis.spi.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * Factory of connections to one server: resolves the host, connects, negotiates TLS, logs in. Thread-safe.
 *
 * <p>All of it together takes no longer than the caller's deadline or the connect timeout, whichever ends first.
 */
final class ConnectionFactory {

    private final RedisSettings settings;
    private final Node node;
    private final @Nullable Credentials credentials;
    private final int database;
    private final @Nullable TlsSockets tls;
    private final UnaryOperator<Socket> socketLayer;
    private final LongSupplier nanoTime;
    private final OpenConnections connections;
    private final ExceptionTranslator exceptions;
    private final HostResolver resolver;

    ConnectionFactory(
            RedisSettings settings,
            Node node,
            @Nullable Credentials credentials,
            int database,
            @Nullable TlsSockets tls,
            UnaryOperator<Socket> socketLayer,
            LongSupplier nanoTime,
            OpenConnections connections,
            Executor threads,
            ExceptionTranslator exceptions) {
        this.settings = settings;
        this.node = node;
        this.credentials = credentials;
        this.database = database;
        this.tls = tls;
        this.socketLayer = socketLayer;
        this.nanoTime = nanoTime;
        this.connections = connections;
        this.exceptions = exceptions;
        this.resolver = new HostResolver(node, threads, exceptions);
    }

    /**
     * Opens a connection.
     *
     * @throws DriverException if that failed; nothing is left open, and nothing was executed
     */
    RespConnection open(Deadline call) {
        Deadline limit = Deadline.after(settings.connectTimeout(), nanoTime);
        boolean callEndsFirst = call.remainingNanos() < limit.remainingNanos();
        Deadline deadline = callEndsFirst ? call : limit;
        try {
            return open(resolver.resolve(deadline), deadline);
        } catch (DriverException e) {
            // Where the caller still has time, it is the server that was too slow.
            throw e.kind() == Kind.TIMEOUT && !callEndsFirst
                    ? exceptions.connectTimedOut(settings.connectTimeout(), e)
                    : e;
        }
    }

    private RespConnection open(InetAddress[] addresses, Deadline deadline) {
        int last = addresses.length - 1;
        for (int i = 0; i < last; i++) {
            try {
                return open(addresses[i], deadline);
            } catch (DriverException e) {
                // A name with several addresses is reachable if one of them is.
                if (e.kind() != Kind.UNREACHABLE) {
                    throw e;
                }
            }
        }
        return open(addresses[last], deadline);
    }

    private RespConnection open(InetAddress address, Deadline deadline) {
        RespConnection connection = null;
        try {
            connection = connections.open(exceptions);
            connection.begin(deadline);
            Socket socket = connect(connection.channel(), new InetSocketAddress(address, node.port()), deadline);
            connection.use(socketLayer.apply(socket));
            logIn(connection);
            connection.end(deadline);
            if (!connection.reusable()) {
                throw new SocketTimeoutException("logged in too late");
            }
            return connection;
        } catch (Throwable e) {
            throw exceptions.whileConnecting(e, connection);
        } finally {
            if (connection != null && !connection.reusable()) {
                connection.close();
            }
        }
    }

    private Socket connect(SocketChannel channel, InetSocketAddress address, Deadline deadline) throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        whereSupported(channel, ExtendedSocketOptions.TCP_KEEPIDLE, 10);
        whereSupported(channel, ExtendedSocketOptions.TCP_KEEPINTERVAL, 5);
        whereSupported(channel, ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
        channel.socket().connect(address, (int) Math.max(1, deadline.remainingMillis()));
        return tls == null ? channel.socket() : tls.over(channel.socket(), node);
    }

    private static void whereSupported(SocketChannel channel, SocketOption<Integer> option, int value)
            throws IOException {
        if (channel.supportedOptions().contains(option)) {
            channel.setOption(option, value);
        }
    }

    /** Authenticates, names the connection and selects the database in one round trip; RESP2 needs no {@code HELLO}. */
    private void logIn(RespConnection connection) {
        List<Command> commands = new ArrayList<>();
        if (credentials != null && credentials.username() == null) {
            commands.add(Command.keyless("AUTH", bytes(credentials.password())));
        } else if (credentials != null) {
            commands.add(Command.keyless("AUTH", bytes(credentials.username()), bytes(credentials.password())));
        }
        commands.add(Command.keyless("CLIENT", bytes("SETNAME"), bytes(settings.clientName())));
        if (database > 0) {
            commands.add(Command.keyless("SELECT", Command.ascii(database)));
        }
        commands.forEach(connection::send);
        for (Command command : commands) {
            if (connection.receive() instanceof Reply.Refusal refusal && prevents(command, refusal)) {
                throw exceptions.connectionRefused(refusal);
            }
        }
    }

    /** A connection that could not be named works as well; but what was refused may be the connection itself. */
    private static boolean prevents(Command command, Reply.Refusal refusal) {
        return !command.name().equals("CLIENT")
                || refusal.code().equals("NOAUTH")
                || refusal.code().equals("DENIED")
                || refusal.message().startsWith("ERR max number of clients");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
