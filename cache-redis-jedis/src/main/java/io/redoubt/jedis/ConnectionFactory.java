package io.redoubt.jedis;

import io.redoubt.redis.Credentials;
import io.redoubt.redis.Node;
import io.redoubt.redis.TlsSettings;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeCredentialsSource;
import io.redoubt.redis.spi.Reply;
import io.redoubt.redis.spi.support.NodeIdentityCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * Factory that opens connections to one Redis server, including host name resolution, TLS and login. Thread-safe.
 *
 * <p>All steps together take no longer than the caller's deadline or the connect timeout, whichever ends first.
 */
final class ConnectionFactory {

    /**
     * Credentials with a sequence number, by which connections with outdated credentials are found.
     *
     * @param number grows with each request for credentials, so a connection with a smaller number has older
     *     credentials
     * @param credentials user and password, or null for none
     */
    record Login(long number, @Nullable Credentials credentials) {

        /** Returns the command by which a connection authenticates. Requires credentials. */
        Command authentication() {
            return NodeCredentialsSource.authentication(Objects.requireNonNull(credentials));
        }
    }

    private final JedisClientContext resources;
    private final Node node;
    private final NodeCredentialsSource credentials;
    private final int database;
    private final OpenConnections connections;
    private final ExceptionTranslator exceptions;
    private final HostResolver resolver;
    private final NodeIdentityCheck identity = new NodeIdentityCheck();
    private final AtomicLong logins = new AtomicLong();
    private volatile @Nullable Login newest;

    ConnectionFactory(
            JedisClientContext resources,
            Node node,
            NodeCredentialsSource credentials,
            int database,
            OpenConnections connections,
            ExceptionTranslator exceptions) {
        this.resources = resources;
        this.node = node;
        this.credentials = credentials;
        this.database = database;
        this.connections = connections;
        this.exceptions = exceptions;
        this.resolver = new HostResolver(node.host(), resources.threads());
    }

    /** Requires all connections that are opened from now on to lead to this node of a cluster. */
    void requireNodeId(String nodeId) {
        identity.require(nodeId);
    }

    /**
     * Opens a connection.
     *
     * @throws DriverException if opening failed; nothing is left open, and nothing was executed
     */
    RespConnection open(Deadline call) {
        Deadline deadline = earlier(call);
        try {
            Login login = login(deadline);
            return open(await(resolver.resolve(), deadline), login, deadline);
        } catch (DriverException e) {
            if (e.kind() != Kind.TIMEOUT || deadline == call) {
                throw e;
            }
            // The caller still has time, so the server was too slow.
            Duration limit = resources.settings().connectTimeout();
            throw exceptions.unreachable("no connection within " + limit.toMillis() + " ms", e);
        }
    }

    /** Returns the caller's deadline or that of the connect timeout, whichever ends first. */
    private Deadline earlier(Deadline call) {
        Deadline limit = Deadline.after(resources.settings().connectTimeout(), resources.nanoTime());
        return call.remainingNanos() < limit.remainingNanos() ? call : limit;
    }

    /**
     * Returns the credentials for the next connection.
     *
     * @throws DriverException if the credentials are not available in time
     */
    Login login(Deadline deadline) {
        // Numbered before the credentials are requested, so that credentials with a greater number are not older.
        long number = logins.incrementAndGet();
        return new Login(number, await(credentials.next(), deadline));
    }

    private <T extends @Nullable Object> T await(Future<T> future, Deadline deadline) {
        try {
            return future.get(Math.max(1, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw exceptions.timedOut(Execution.NOT_EXECUTED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw exceptions.interrupted(Execution.NOT_EXECUTED);
        } catch (ExecutionException e) {
            throw exceptions.whileConnecting(e.getCause() == null ? e : e.getCause(), null, false);
        }
    }

    /**
     * Authenticates an open connection again. If the server accepts the credentials, other connections with older
     * credentials must authenticate again too before they are used.
     *
     * @throws DriverException if the server refused the credentials, or no reply came in time
     */
    void authenticate(RespConnection connection, Login login, Deadline deadline) {
        if (!accepted(connection, login, deadline)) {
            throw exceptions.notExecuted(Kind.ACCESS_DENIED, "refused to renew the authentication", null);
        }
        newest = login;
    }

    /**
     * Returns whether a connection has the newest credentials, after it has authenticated again if necessary.
     *
     * @throws DriverException if no reply came in time; the connection is closed then
     */
    boolean authenticated(RespConnection connection, Deadline deadline) {
        Login required = newest;
        return required == null || connection.login() >= required.number() || accepted(connection, required, deadline);
    }

    private boolean accepted(RespConnection connection, Login login, Deadline call) {
        boolean accepted = !(connection.execute(login.authentication(), earlier(call)) instanceof Reply.Refusal);
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
        TlsSettings tls = resources.settings().tls();
        RespConnection connection = null;
        boolean handshaken = false;
        try {
            SSLContext context = tls == null ? null : context(tls);
            connection = connections.open(resources, exceptions);
            connection.begin(deadline);
            Socket socket = connect(connection.channel(), new InetSocketAddress(address, node.port()), deadline);
            connection.use(context == null ? socket : encrypted(socket, context));
            handshaken = context != null;
            logIn(connection, login);
            connection.borrowed(resources.nanoTime().getAsLong());
            connection.end(deadline);
            if (!connection.reusable()) {
                throw new SocketTimeoutException("logged in too late");
            }
            return connection;
        } catch (Throwable e) {
            throw exceptions.whileConnecting(e, connection, handshaken);
        } finally {
            if (connection != null && !connection.reusable()) {
                connection.close();
            }
        }
    }

    /** Returns the TLS context for the next connection, for which changed files are read again. */
    private static SSLContext context(TlsSettings tls) {
        try {
            return tls.context();
        } catch (RuntimeException e) {
            throw DriverException.notExecuted(Kind.ACCESS_DENIED, String.valueOf(e.getMessage()), e);
        }
    }

    private static Socket connect(SocketChannel channel, InetSocketAddress address, Deadline deadline)
            throws IOException {
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

    private Socket encrypted(Socket plain, SSLContext context) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, node.host(), node.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        // HTTPS rules verify that the certificate names the host; without them any trusted certificate would be
        // accepted.
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /**
     * Authenticates, names the connection, selects the database and confirms the node in one round trip. RESP2 needs
     * no {@code HELLO}.
     */
    private void logIn(RespConnection connection, Login login) {
        List<Command> commands = new ArrayList<>();
        if (login.credentials() != null) {
            commands.add(login.authentication());
        }
        byte[] clientName = resources.settings().clientName().getBytes(StandardCharsets.UTF_8);
        commands.add(Command.keyless("CLIENT", Command.ascii("SETNAME"), clientName));
        if (database > 0) {
            commands.add(Command.keyless("SELECT", Command.ascii(database)));
        }
        Command identityQuery = identity.query();
        commands.forEach(connection::send);
        if (identityQuery != null) {
            connection.send(identityQuery);
        }
        for (Command command : commands) {
            if (connection.receive() instanceof Reply.Refusal refusal && prevents(command, refusal)) {
                throw exceptions.loginRefused(refusal.message());
            }
        }
        String objection = identityQuery == null ? null : identity.objection(connection.receive());
        if (objection != null) {
            throw exceptions.notExecuted(Kind.UNREACHABLE, "cannot be used: " + objection, null);
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
}
