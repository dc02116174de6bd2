package io.redoubt.tck.proxy;

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

/** What every proxy is made of: a port, the connections that came in by it, and what they have to suffer. Thread-safe. */
final class Relay {

    private static final long JOIN_MILLIS = 30_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Link> links = new ArrayList<>();
    private final AtomicInteger measuring = new AtomicInteger();
    private final Doorway doorway = Doorway.open();
    private final Thread acceptor;
    private final int limit;
    private final String name;
    private Conditions ofNewLinks = Conditions.NONE;
    private volatile @Nullable InetSocketAddress target;
    private volatile Witness witness = Witness.NOBODY;
    private long clientsGone;
    private long number;
    private boolean closed;

    private Relay(int limit, String name) {
        this.limit = limit;
        this.name = name + "-" + doorway.port();
        this.acceptor = new Thread(this::accept, this.name + "-accept");
    }

    static Relay open(int limit, String name) {
        Relay relay = new Relay(limit, name);
        relay.acceptor.setDaemon(true);
        relay.acceptor.start();
        return relay;
    }

    void leadTo(InetSocketAddress server) {
        target = server;
    }

    void showTo(Witness newWitness) {
        witness = newWitness;
    }

    Witness witness() {
        return witness;
    }

    Doorway doorway() {
        return doorway;
    }

    Connections connections() {
        return locked(() -> {
            List<Link> clients = links.stream().filter(Relay::isClient).toList();
            int open = (int) clients.stream().filter(Link::isOpen).count();
            return new Connections(open, clientsGone + clients.size());
        });
    }

    /** Changes what new connections have to suffer, and those that are open in a way of their own. */
    void change(Reach reach, UnaryOperator<Conditions> change, Consumer<Link> ofOpen) {
        List<Link> open = locked(() -> {
            if (reach != Reach.EXISTING) {
                ofNewLinks = change.apply(ofNewLinks);
            }
            return reach == Reach.NEW ? List.<Link>of() : List.copyOf(links);
        });
        open.forEach(ofOpen);
    }

    /** Until the matching {@link #endMeasuring} flushes are gathered, and no connection is forgotten. */
    void beginMeasuring() {
        measuring.incrementAndGet();
    }

    void endMeasuring() {
        measuring.decrementAndGet();
    }

    /** The connections of clients and sentinels that are open, and perhaps some that were; not those of replicas. */
    List<Link> links() {
        return locked(() ->
                links.stream().filter(link -> link.origin() != Origin.REPLICA).toList());
    }

    /** Cuts all connections and stops listening; returns when the threads have ended. Idempotent. */
    void close() {
        List<Link> open = locked(() -> {
            closed = true;
            return List.copyOf(links);
        });
        doorway.close();
        open.forEach(Link::close);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(JOIN_MILLIS);
        join(acceptor, deadline);
        open.stream().flatMap(link -> link.threads().stream()).forEach(thread -> join(thread, deadline));
    }

    private void accept() {
        for (Socket client = doorway.accept(); client != null; client = doorway.accept()) {
            try {
                take(client);
            } catch (IOException e) {
                // A client that is gone already.
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
            if (closed || server == null || links.stream().filter(Link::isOpen).count() >= limit) {
                client.setSoLinger(true, 0);
                client.close();
                return;
            }
            number++;
            long own = number;
            Link link = new Link(
                    client,
                    server,
                    ofNewLinks,
                    () -> measuring.get() > 0,
                    this::witness,
                    origin -> nameOf(origin, own));
            links.add(link);
            link.open();
        } finally {
            lock.unlock();
        }
    }

    /** What servers do among themselves lasts as long as the proxy; what clients do ends with them. */
    private String nameOf(Origin origin, long link) {
        return origin == Origin.CLIENT ? "redoubt-tck-proxy-" + doorway.port() + "-" + link : name + "-" + link;
    }

    private void forgetClosed() {
        List<Link> gone = links.stream().filter(link -> !link.isOpen()).toList();
        links.removeAll(gone);
        clientsGone += gone.stream().filter(Relay::isClient).count();
    }

    private static boolean isClient(Link link) {
        return link.origin() == Origin.CLIENT;
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
