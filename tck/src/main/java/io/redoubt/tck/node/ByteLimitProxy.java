package io.redoubt.tck.node;

import io.redoubt.redis.Node;
import io.redoubt.test.server.RedisServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Test proxy in front of a Redis server that stops forwarding after a number of bytes, or forwards replies byte by
 * byte. The limit applies to each connection, or to the connections open at that time. Thread-safe.
 */
final class ByteLimitProxy implements AutoCloseable {

    private static final int BUFFER = 16 * 1024;
    /**
     * Interval between two bytes of trickled replies. The shortest log-in, a single reply of five bytes, thus
     * takes longer than a short timeout, although no single byte does.
     */
    private static final long TRICKLE_INTERVAL_NANOS = NodeTestBase.SHORT_TIMEOUT.toNanos() / 4;

    private final ServerSocket listener;
    private final RedisServer server;
    private final List<Link> links = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long requestLimit = Long.MAX_VALUE;
    private boolean trickling;
    private boolean closed;

    private ByteLimitProxy(ServerSocket listener, RedisServer server) {
        this.listener = listener;
        this.server = server;
    }

    static ByteLimitProxy before(RedisServer server) {
        try {
            ByteLimitProxy proxy = new ByteLimitProxy(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()), server);
            proxy.startThread(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Node node() {
        return new Node("127.0.0.1", listener.getLocalPort());
    }

    /**
     * Stops each connection, including future ones, once it has carried more than this number of bytes of
     * requests.
     */
    void stopRequestsAfter(long bytes) {
        change(() -> requestLimit = bytes);
    }

    /** Stops all open connections in both directions, at once. Future connections are not affected. */
    void stopOpenConnections() {
        stopRepliesAfter(0);
        change(() -> links.forEach(link -> link.requestsLeft = 0));
    }

    /** Passes this number of further bytes of replies on each open connection, and then none. */
    void stopRepliesAfter(long bytes) {
        change(() -> links.forEach(link -> link.repliesLeft = bytes));
    }

    /** Passes replies byte by byte, with an interval between bytes, on each connection, including future ones. */
    void trickleReplies() {
        change(() -> trickling = true);
    }

    /** Removes all limits, so that all data passes again. */
    void resume() {
        change(() -> {
            trickling = false;
            requestLimit = Long.MAX_VALUE;
            links.forEach(link -> {
                link.repliesLeft = Long.MAX_VALUE;
                link.requestsLeft = Long.MAX_VALUE;
            });
        });
    }

    /** Returns whether a connection has exceeded the limit of bytes of requests. */
    boolean isStopped() {
        lock.lock();
        try {
            return links.stream().anyMatch(link -> link.requests > requestLimit);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        change(() -> closed = true);
        listener.close();
        links.forEach(Link::closeSockets);
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                connect(listener.accept());
            } catch (IOException e) {
                // The proxy was closed, or the client has disconnected already.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Link link;
        try {
            link = new Link(client, new Socket(server.host(), server.port()));
        } catch (IOException e) {
            // The server has stopped.
            client.close();
            return;
        }
        links.add(link);
        startThread(link::passRequests);
        startThread(link::passReplies);
    }

    private void startThread(Runnable work) {
        Thread thread = new Thread(work, "redoubt-tck-valve-" + listener.getLocalPort());
        thread.setDaemon(true);
        thread.start();
    }

    /** One proxied connection. Its counters are guarded by the lock. */
    private final class Link {

        private final Socket client;
        private final Socket upstream;
        private long requests;
        private long requestsLeft = Long.MAX_VALUE;
        private long repliesLeft = Long.MAX_VALUE;

        Link(Socket client, Socket upstream) throws IOException {
            this.client = client;
            this.upstream = upstream;
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
        }

        void passRequests() {
            pass(client, upstream, read -> {
                requests += read;
                while (!closed && (requests > requestLimit || requestsLeft < read)) {
                    changed.awaitUninterruptibly();
                }
                requestsLeft -= read;
                return read;
            });
        }

        void passReplies() {
            pass(upstream, client, read -> {
                while (!closed && repliesLeft <= 0) {
                    changed.awaitUninterruptibly();
                }
                int passed = awaitNextByte() ? 1 : (int) Math.min(read, repliesLeft);
                repliesLeft -= passed;
                return passed;
            });
        }

        /** Waits until the next byte may pass if replies are trickled. Returns whether they still are. */
        private boolean awaitNextByte() {
            long left = TRICKLE_INTERVAL_NANOS;
            while (trickling && !closed && left > 0) {
                try {
                    left = changed.awaitNanos(left);
                } catch (InterruptedException e) {
                    throw new IllegalStateException("nobody interrupts the threads of a valve", e);
                }
            }
            return trickling;
        }

        private void pass(Socket from, Socket to, Limiter limiter) {
            byte[] buffer = new byte[BUFFER];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    for (int done = 0; done < read; ) {
                        int next = allowed(limiter, read - done);
                        out.write(buffer, done, next);
                        done += next;
                    }
                }
            } catch (IOException e) {
                // One side has disconnected, so the other side is disconnected as well.
            } finally {
                closeSockets();
            }
        }

        private int allowed(Limiter limiter, int read) throws IOException {
            lock.lock();
            try {
                int allowed = limiter.await(read);
                if (closed) {
                    throw new IOException("the valve was closed");
                }
                return allowed;
            } finally {
                lock.unlock();
            }
        }

        void closeSockets() {
            try {
                client.close();
                upstream.close();
            } catch (IOException e) {
                // The sockets need no further handling.
            }
        }
    }

    /** Limiter of a direction: waits until bytes may pass, and returns how many. */
    private interface Limiter {
        int await(int read);
    }
}
