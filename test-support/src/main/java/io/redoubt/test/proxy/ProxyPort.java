package io.redoubt.test.proxy;

import io.redoubt.test.net.ReservedLoopbackPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Port on which a proxy listens and which stays reserved even while the proxy refuses connections. Thread-safe. */
final class ProxyPort {

    /**
     * More connections than any test opens at once. A client retries a connection that exceeds the backlog after a
     * second.
     */
    private static final int BACKLOG = 512;

    private static final int ATTEMPTS = 5;

    private static final long MAX_RETRY_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition opened = lock.newCondition();
    private final Condition acceptReturned = lock.newCondition();
    private final ReservedLoopbackPort port;
    private ServerSocket listener;
    private @Nullable Socket placeholder;
    private boolean accepting;
    private boolean closed;

    private ProxyPort(ReservedLoopbackPort port, ServerSocket listener) {
        this.port = port;
        this.listener = listener;
    }

    /** Opens a port of the loopback address that stays reserved while it refuses connections. */
    static ProxyPort open() {
        for (int attempt = 1; ; attempt++) {
            ReservedLoopbackPort port = ReservedLoopbackPort.take();
            try {
                return new ProxyPort(port, listen(port.number()));
            } catch (IOException e) {
                port.close();
                // A program other than these tests may have begun to listen on the port.
                if (attempt == ATTEMPTS) {
                    throw new UncheckedIOException("Cannot listen on 127.0.0.1", e);
                }
            }
        }
    }

    int port() {
        return port.number();
    }

    /** Waits for a client and returns its socket, or null once the port is closed. For use by one thread. */
    @Nullable
    Socket accept() {
        for (ServerSocket open = beginAccept(); open != null; open = beginAccept()) {
            try {
                return open.accept();
            } catch (IOException e) {
                // The port began to refuse connections, or a client closed its connection before it was accepted.
            } finally {
                endAccept();
            }
        }
        return null;
    }

    /**
     * Refuses connections. Connections that the operating system has completed and the proxy has not accepted are
     * reset. Idempotent.
     */
    void refuse() {
        lock.lock();
        try {
            if (!closed && !listener.isClosed()) {
                listener.close();
                while (accepting) {
                    // Until then the operating system keeps the closed socket, and with it the port.
                    acceptReturned.awaitUninterruptibly();
                }
                placeholder = retrying(() -> bindPlaceholder(port.number()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot shut " + port, e);
        } finally {
            lock.unlock();
        }
    }

    /** Accepts connections again. Idempotent. */
    void reopen() {
        lock.lock();
        try {
            if (!closed && listener.isClosed()) {
                releasePlaceholder();
                listener = retrying(() -> listen(port.number()));
                opened.signalAll();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen again on " + port, e);
        } finally {
            lock.unlock();
        }
    }

    /** Closes the port and releases it. Idempotent. */
    void close() {
        lock.lock();
        try {
            closed = true;
            listener.close();
            releasePlaceholder();
            port.close();
            opened.signalAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable ServerSocket beginAccept() {
        lock.lock();
        try {
            while (!closed && listener.isClosed()) {
                opened.awaitUninterruptibly();
            }
            accepting = !closed;
            return closed ? null : listener;
        } finally {
            lock.unlock();
        }
    }

    private void endAccept() {
        lock.lock();
        try {
            accepting = false;
            acceptReturned.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void releasePlaceholder() throws IOException {
        if (placeholder != null) {
            placeholder.close();
            placeholder = null;
        }
    }

    private static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
    }

    /** Binds the port without listening, also while connections accepted on it are open. */
    private static Socket bindPlaceholder(int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Retries while the port appears to be in use: a process that another thread starts inherits the sockets of
     * this process, and closes them a few milliseconds later than this process does.
     */
    private static <T> T retrying(Binding<T> binding) throws IOException {
        long begun = System.nanoTime();
        while (true) {
            try {
                return binding.bind();
            } catch (BindException e) {
                if (System.nanoTime() - begun > MAX_RETRY_NANOS) {
                    throw e;
                }
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    private interface Binding<T> {
        T bind() throws IOException;
    }
}
