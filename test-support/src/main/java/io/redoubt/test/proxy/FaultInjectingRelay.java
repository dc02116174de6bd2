package io.redoubt.test.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * TCP relay that listens on a port, forwards each connection to a server and applies the injected faults. Every TCP
 * proxy of this package uses it. Thread-safe.
 */
final class FaultInjectingRelay {

    private static final long JOIN_MILLIS = 30_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final List<ProxiedConnection> connections = new ArrayList<>();
    private final AtomicInteger measuring = new AtomicInteger();
    private final ProxyPort proxyPort = ProxyPort.open();
    private final Thread acceptor;
    private final int maxConnections;
    private final String name;
    private FaultSettings initialSettings = FaultSettings.NONE;
    private volatile @Nullable InetSocketAddress target;
    private volatile CommandListener commandListener = CommandListener.NO_OP;
    private long clientsGone;
    private long lastNumber;
    private boolean closed;

    private FaultInjectingRelay(int maxConnections, String name) {
        this.maxConnections = maxConnections;
        this.name = name + "-" + proxyPort.port();
        this.acceptor = new Thread(this::accept, this.name + "-accept");
    }

    static FaultInjectingRelay open(int maxConnections, String name) {
        FaultInjectingRelay relay = new FaultInjectingRelay(maxConnections, name);
        relay.acceptor.setDaemon(true);
        relay.acceptor.start();
        return relay;
    }

    void forwardTo(InetSocketAddress server) {
        target = server;
    }

    void setCommandListener(CommandListener listener) {
        commandListener = listener;
    }

    CommandListener commandListener() {
        return commandListener;
    }

    ProxyPort proxyPort() {
        return proxyPort;
    }

    ConnectionCounts connections() {
        return locked(() -> {
            List<ProxiedConnection> clients =
                    connections.stream().filter(FaultInjectingRelay::isClient).toList();
            int open = (int) clients.stream().filter(ProxiedConnection::isOpen).count();
            return new ConnectionCounts(open, clientsGone + clients.size());
        });
    }

    /** Changes the faults of future connections, and applies a separate change to open connections. */
    void change(
            AffectedConnections affected, UnaryOperator<FaultSettings> change, Consumer<ProxiedConnection> changeOpen) {
        List<ProxiedConnection> open = locked(() -> {
            if (affected != AffectedConnections.EXISTING) {
                initialSettings = change.apply(initialSettings);
            }
            return affected == AffectedConnections.NEW ? List.<ProxiedConnection>of() : List.copyOf(connections);
        });
        open.forEach(changeOpen);
    }

    /**
     * Begins a measurement: until the matching {@link #endMeasuring}, flushes are batched and closed connections
     * are kept for counting.
     */
    void beginMeasuring() {
        measuring.incrementAndGet();
    }

    void endMeasuring() {
        measuring.decrementAndGet();
    }

    /**
     * Returns the open connections of clients and sentinels, and possibly some that are closed. Connections of
     * replicas are not included.
     */
    List<ProxiedConnection> visibleConnections() {
        return locked(() -> connections.stream()
                .filter(connection -> connection.peerKind() != PeerKind.REPLICA)
                .toList());
    }

    /** Closes all connections and stops listening. Returns when the threads have ended. Idempotent. */
    void close() {
        List<ProxiedConnection> open = locked(() -> {
            closed = true;
            return List.copyOf(connections);
        });
        proxyPort.close();
        open.forEach(ProxiedConnection::close);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(JOIN_MILLIS);
        join(acceptor, deadline);
        open.stream().flatMap(connection -> connection.threads().stream()).forEach(thread -> join(thread, deadline));
    }

    private void accept() {
        for (Socket client = proxyPort.accept(); client != null; client = proxyPort.accept()) {
            try {
                take(client);
            } catch (IOException e) {
                // The client has closed its connection already.
            }
        }
    }

    private void take(Socket client) throws IOException {
        InetSocketAddress server = target;
        lock.lock();
        try {
            if (measuring.get() == 0) {
                forgetClosed();
            }
            if (closed
                    || server == null
                    || connections.stream().filter(ProxiedConnection::isOpen).count() >= maxConnections) {
                client.setSoLinger(true, 0);
                client.close();
                return;
            }
            lastNumber++;
            long number = lastNumber;
            ProxiedConnection connection = new ProxiedConnection(
                    client,
                    server,
                    initialSettings,
                    () -> measuring.get() > 0,
                    this::commandListener,
                    peerKind -> nameOf(peerKind, number));
            connections.add(connection);
            connection.open();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Connections between servers last as long as the proxy, so their threads bear its name. Connections of clients
     * end with the clients.
     */
    private String nameOf(PeerKind peerKind, long number) {
        return peerKind == PeerKind.CLIENT
                ? "redoubt-tck-proxy-" + proxyPort.port() + "-" + number
                : name + "-" + number;
    }

    private void forgetClosed() {
        List<ProxiedConnection> gone =
                connections.stream().filter(connection -> !connection.isOpen()).toList();
        connections.removeAll(gone);
        clientsGone += gone.stream().filter(FaultInjectingRelay::isClient).count();
    }

    private static boolean isClient(ProxiedConnection connection) {
        return connection.peerKind() == PeerKind.CLIENT;
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    private static void join(Thread thread, long deadline) {
        try {
            long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            thread.join(Math.max(1, millis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
