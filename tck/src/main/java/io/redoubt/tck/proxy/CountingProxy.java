package io.redoubt.tck.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * A TCP proxy in front of a server that counts commands and round trips. Thread-safe; but it counts what all its clients
 * do, so that a measurement means something only if nobody else uses it at the time.
 *
 * <p>A round trip starts when a command arrives on a connection that has no outstanding reply; commands that arrive while
 * replies are outstanding belong to the same trip. While it measures, the proxy passes a batch on only when the client has
 * been silent for 3 ms, so that one flush that TCP splits is one trip; otherwise it does not delay.
 */
public final class CountingProxy implements AutoCloseable {

    private static final int CONNECT_MILLIS = 2_000;
    private static final long JOIN_MILLIS = 2_000;
    private static final Duration BEFORE = Duration.ofMillis(200);
    private static final Duration AFTER = Duration.ofSeconds(2);

    private final ServerSocket listener;
    private final InetSocketAddress target;
    private final Thread acceptor;
    private final List<Link> links = new CopyOnWriteArrayList<>();
    private final AtomicInteger measuring = new AtomicInteger();

    private CountingProxy(ServerSocket listener, InetSocketAddress target) {
        this.listener = listener;
        this.target = target;
        this.acceptor = new Thread(this::accept, name() + "-accept");
        acceptor.setDaemon(true);
    }

    /** A proxy before that server, on a random port of the loopback address. */
    public static CountingProxy before(String host, int port) {
        try {
            ServerSocket listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
            CountingProxy proxy = new CountingProxy(listener, new InetSocketAddress(host, port));
            proxy.acceptor.start();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen on 127.0.0.1", e);
        }
    }

    /** The host to connect to instead of the server's. */
    public String host() {
        return "127.0.0.1";
    }

    /** The port to connect to instead of the server's. */
    public int port() {
        return listener.getLocalPort();
    }

    /**
     * What the block sends through this proxy. Waits first until earlier commands are answered, and afterwards until
     * those of the block are, at most two seconds; a command that another thread sends after the block has returned may
     * be missed, so wait for it inside.
     */
    public <E extends Exception> Counts measure(ThrowingRunnable<E> block) throws E {
        measuring.incrementAndGet();
        try {
            Quiet.await(links, BEFORE, Set.of());
            Map<Link, Counts> before = counts();
            // A blocking read of another connection would never be answered in time, and is not of this block.
            Set<Link> waitingAnyway =
                    links.stream().filter(link -> link.tally().hasOutstanding()).collect(Collectors.toSet());
            block.run();
            Quiet.await(links, AFTER, waitingAnyway);
            return counts().entrySet().stream()
                    .map(now -> now.getValue().since(before.getOrDefault(now.getKey(), Counts.NONE)))
                    .reduce(Counts.NONE, Counts::plus);
        } finally {
            measuring.decrementAndGet();
        }
    }

    /** Cuts all connections and stops listening; returns when the proxy's threads have ended. Idempotent. */
    @Override
    public void close() {
        try {
            listener.close();
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(JOIN_MILLIS);
            join(acceptor, deadline);
            links.forEach(Link::close);
            links.stream().flatMap(link -> link.threads().stream()).forEach(thread -> join(thread, deadline));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<Link, Counts> counts() {
        Map<Link, Counts> counts = new HashMap<>();
        links.forEach(link -> counts.put(link, link.tally().counts()));
        return counts;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                connect(listener.accept());
            } catch (IOException closed) {
                // The proxy was closed, or a client was gone before it was served.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Socket server = new Socket();
        try {
            server.connect(target, CONNECT_MILLIS);
            server.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            links.add(Link.open(client, server, () -> measuring.get() > 0, name() + "-" + links.size()));
        } catch (IOException e) {
            client.close();
            server.close();
            throw e;
        }
    }

    private String name() {
        return "redoubt-tck-proxy-" + port();
    }

    private static void join(Thread thread, long deadline) {
        try {
            long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            thread.join(Math.max(1, millis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A block that may throw. */
    @FunctionalInterface
    public interface ThrowingRunnable<E extends Exception> {

        /** Does what is measured. */
        void run() throws E;
    }
}
