package io.redoubt.tck.node;

import io.redoubt.redis.Node;
import io.redoubt.tck.server.RedisServer;
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
 * Proxy before a server that comes to a halt where it is told to: after so many bytes of requests or replies on a
 * connection, or on the connections that there are; or that lets replies drip. Thread-safe.
 */
final class ByteLimitProxy implements AutoCloseable {

    private static final int BUFFER = 16 * 1024;
    /** The shortest log-in, of one reply of five bytes, takes longer than a brief deadline; none of its bytes does. */
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

    /** Stops each connection, also those to come, once it has carried more than so many bytes of requests. */
    void stopRequestsAfter(long bytes) {
        change(() -> requestLimit = bytes);
    }

    /** Stops the connections that there are, in both directions and at once; those to come are not meant. */
    void stopOpenConnections() {
        stopRepliesAfter(0);
        change(() -> links.forEach(link -> link.requestsLeft = 0));
    }

    /** Passes so many bytes more of the replies on each connection that there is, and then none. */
    void stopRepliesAfter(long bytes) {
        change(() -> links.forEach(link -> link.repliesLeft = bytes));
    }

    /** Passes replies byte by byte, each after a while, on each connection, also on those to come. */
    void trickleReplies() {
        change(() -> trickling = true);
    }

    /** Lets everything through again. */
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

    /** Whether a connection has been stopped for the number of its bytes. */
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
                // The valve was closed, or a client is gone already.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Link link;
        try {
            link = new Link(client, new Socket(server.host(), server.port()));
        } catch (IOException e) {
            // The server is gone.
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

    /** One connection; its figures are guarded by the lock. */
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

        /** Waits until the next byte may pass, where replies drip; whether they still do. */
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
                // One side has gone: the other goes as well.
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
                // There is nothing left to do for them.
            }
        }
    }

    /** Waits until bytes may pass, and says how many of them. */
    private interface Limiter {
        int await(int read);
    }
}
