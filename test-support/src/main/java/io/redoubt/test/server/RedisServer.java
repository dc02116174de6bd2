package io.redoubt.test.server;

import io.redoubt.test.process.Signal;
import io.redoubt.test.server.ServerOptions.Login;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Running Redis or Valkey test server that listens on the loopback address. Thread-safe.
 *
 * <p>It is stopped by {@link #close()}, at the latest with the JVM. {@link #kill()}, {@link #suspend()}, {@link
 * #resume()} and {@link #restart()} are for servers that a test started for itself. If the server is a container,
 * these methods and {@link #pid()} throw {@link UnsupportedOperationException}.
 */
public final class RedisServer implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final ReentrantLock lock = new ReentrantLock();
    private final @Nullable Login login;
    private final String howFound;
    private final int port;
    private final int tlsPort;
    private volatile RunningServer run;
    private volatile ServerInfo info;
    private boolean closed;

    private RedisServer(RunningServer run, @Nullable Login login, String howFound, ServerInfo info) {
        this.run = run;
        this.login = login;
        this.howFound = howFound;
        this.info = info;
        this.port = run.port();
        this.tlsPort = run.tlsPort();
    }

    static RedisServer start(ServerLauncher launcher, String howFound, ServerOptions options) {
        RunningServer run = launcher.launch(options);
        try (RawRedis redis = ReadinessCheck.connect(run, options.login(), TIMEOUT)) {
            return new RedisServer(run, options.login(), howFound, ServerInfo.read(redis));
        } catch (RuntimeException e) {
            run.stop();
            throw e;
        }
    }

    /** The host, such as 127.0.0.1. */
    public String host() {
        return run.host();
    }

    /** The port for plain RESP. */
    public int port() {
        return port;
    }

    /**
     * The TLS port.
     *
     * @throws IllegalStateException if the server was started without {@link ServerOptions#tls}
     */
    public int tlsPort() {
        if (tlsPort == 0) {
            throw new IllegalStateException("Started without ServerOptions.tls(...)");
        }
        return tlsPort;
    }

    /** The plain port as {@code redis://host:port}, without a password. */
    public String uri() {
        return "redis://" + host() + ":" + port;
    }

    /** The version of the product, such as 7.0.15. */
    public String version() {
        return info.version();
    }

    /** The product: "Redis" or "Valkey". */
    public String flavour() {
        return info.flavour();
    }

    /** Description of where the server binary or image was found. */
    public String howFound() {
        return howFound;
    }

    /** The process id of the server. */
    public long pid() {
        if (run instanceof ServerProcess) {
            return info.processId();
        }
        throw new UnsupportedOperationException("The server is no process of this machine: " + howFound);
    }

    /** Returns whether the server is running. A suspended server counts as running. */
    public boolean isAlive() {
        return run.isAlive();
    }

    /** Opens a new connection, logged in with all permissions. The caller closes it. */
    public RawRedis raw() {
        return raw(TIMEOUT);
    }

    /**
     * Opens such a connection with the given timeout for connecting and for each read, for a server that may be
     * suspended.
     */
    public RawRedis raw(Duration timeout) {
        return ReadinessCheck.connect(run, login, timeout);
    }

    /**
     * Kills the server as a crash would (SIGKILL). Returns when the process is gone. The port can then be used
     * again.
     */
    public void kill() {
        run.signal(Signal.KILL);
    }

    /** Suspends the server (SIGSTOP): connections stay open, but no request is answered. */
    public void suspend() {
        run.signal(Signal.STOP);
    }

    /** Resumes a suspended server (SIGCONT). */
    public void resume() {
        run.signal(Signal.CONT);
    }

    /**
     * Starts the server again on the same port, with its persisted data, which exists only with {@link
     * ServerOptions#persistent}. A server that is still running is killed first. Returns when the server answers.
     */
    public void restart() {
        restart(home -> {});
    }

    /** Restarts the server without its persisted data. A cluster node keeps its id. */
    public void restartEmpty() {
        restart(ServerResources::removeData);
    }

    void restart(Consumer<ServerResources> change) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("Closed: " + this);
            }
            run = run.restart(change);
            ReadinessCheck.await(run, login);
            try (RawRedis redis = raw()) {
                info = ServerInfo.read(redis);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Kills the server and deletes its directory. Idempotent. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            run.stop();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return flavour() + " " + version() + " (" + howFound + ") at " + host() + ":" + port;
    }
}
