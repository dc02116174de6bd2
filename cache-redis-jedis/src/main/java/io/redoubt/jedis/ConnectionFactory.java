package io.redoubt.jedis;

import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeCredentials;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * Factory of connections to one server: resolves the host, connects, negotiates TLS and logs in. Thread-safe.
 *
 * <p>All steps together take no longer than the caller's deadline or the connect timeout, whichever ends first.
 */
final class ConnectionFactory {

    private final RedisSettings settings;
    private final Node node;
    private final NodeCredentials credentials;
    private final int database;
    private final @Nullable TlsSockets tls;
    private final UnaryOperator<Socket> socketLayer;
    private final LongSupplier nanoTime;
    private final OpenConnections connections;
    private final ExceptionTranslator exceptions;
    private final HostResolver resolver;
    private final AtomicLong logins = new AtomicLong();

    ConnectionFactory(
            RedisSettings settings,
            Node node,
            NodeCredentials credentials,
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
     * @throws DriverException if opening failed; nothing is left open, and nothing was executed
     */
    RespConnection open(Deadline call) {
        Deadline limit = Deadline.after(settings.connectTimeout(), nanoTime);
        boolean callEndsFirst = call.remainingNanos() < limit.remainingNanos();
        Deadline deadline = callEndsFirst ? call : limit;
        try {
            Login login = login(deadline);
            return open(resolver.resolve(deadline), login, deadline);
        } catch (DriverException e) {
            // If the caller still has time, the server was too slow.
            throw e.kind() == Kind.TIMEOUT && !callEndsFirst
                    ? exceptions.connectTimedOut(settings.connectTimeout(), e)
                    : e;
        }
    }

    /**
     * Returns the credentials for the next connection.
     *
     * @throws DriverException if the credentials are not available in time
     */
    Login login(Deadline deadline) {
        // Numbered before the credentials are requested, so that credentials with a greater number are not older.
        long number = logins.incrementAndGet();
        try {
            return new Login(number, credentials.next().get(deadline.remainingNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            throw exceptions.notSentInTime(null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw exceptions.interrupted(e);
        } catch (ExecutionException e) {
            throw exceptions.notSent(e.getCause() == null ? e : e.getCause());
        }
    }

    /**
     * Authenticates an open connection again. Returns false if the server refused the credentials.
     *
     * @throws DriverException if no reply came in time; the connection is closed then
     */
    boolean authenticate(RespConnection connection, Login login, Deadline call) {
        Deadline limit = Deadline.after(settings.connectTimeout(), nanoTime);
        Deadline deadline = call.remainingNanos() < limit.remainingNanos() ? call : limit;
        boolean accepted = !(connection.execute(login.authentication(), deadline) instanceof Reply.Refusal);
        if (accepted) {
            connection.login(login.number());
        }
        return accepted;
    }

    private RespConnection open(InetAddress[] addresses, Login login, Deadline deadline) {
        int last = addresses.length - 1;
        for (int i = 0; i < last; i++) {
            try {
                return open(addresses[i], login, deadline);
            } catch (DriverException e) {
                // A host name with several addresses is reachable if one of the addresses is.
                if (e.kind() != Kind.UNREACHABLE) {
                    throw e;
                }
            }
        }
        return open(addresses[last], login, deadline);
    }

    private RespConnection open(InetAddress address, Login login, Deadline deadline) {
        RespConnection connection = null;
        boolean handshaken = false;
        try {
            SSLContext context = tls == null ? null : tls.context();
            connection = connections.open(exceptions);
            connection.begin(deadline);
            Socket socket = connect(connection.channel(), new InetSocketAddress(address, node.port()), deadline);
            Socket secured = context == null ? socket : TlsSockets.over(socket, node, context);
            connection.use(socketLayer.apply(secured));
            handshaken = context != null;
            logIn(connection, login);
            connection.end(deadline);
            if (!connection.reusable()) {
                throw new SocketTimeoutException("logged in too late");
            }
            return connection;
        } catch (Throwable e) {
            DriverException failure = exceptions.whileConnecting(e, connection);
            throw handshaken ? exceptions.afterHandshake(failure) : failure;
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
        return channel.socket();
    }

    private static void whereSupported(SocketChannel channel, SocketOption<Integer> option, int value)
            throws IOException {
        if (channel.supportedOptions().contains(option)) {
            channel.setOption(option, value);
        }
    }

    /**
     * Authenticates, names the connection and selects the database in one round trip. RESP2 needs no {@code
     * HELLO}.
     */
    private void logIn(RespConnection connection, Login login) {
        List<Command> commands = new ArrayList<>();
        if (login.credentials() != null) {
            commands.add(login.authentication());
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
        connection.login(login.number());
    }

    /**
     * Returns whether a refused command prevents the use of the connection. A connection that could not be named
     * works as well, but the refusal may concern the connection itself.
     */
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
