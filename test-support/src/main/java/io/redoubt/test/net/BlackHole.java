package io.redoubt.test.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Test server that lets clients connect over TCP but never answers. Thread-safe.
 *
 * <p>{@link #listening()} does not even accept: the operating system completes the connection, and bytes from
 * the client fill its buffers. {@link #swallowing()} accepts and reads everything, so that a client can send
 * without limit.
 */
public final class BlackHole implements AutoCloseable {

    private static final long JOIN_MILLIS = 30_000;
    private static final int BUFFER = 64 * 1024;

    private final ServerSocket listener;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final List<Socket> clients = new CopyOnWriteArrayList<>();
    private final AtomicLong swallowed = new AtomicLong();

    private BlackHole(ServerSocket listener) {
        this.listener = listener;
    }

    /** Starts a server that only listens. */
    public static BlackHole listening() {
        try {
            return new BlackHole(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen on 127.0.0.1", e);
        }
    }

    /** Starts a server that accepts connections and reads what clients send. */
    public static BlackHole swallowing() {
        BlackHole server = listening();
        server.thread("accept", server::accept);
        return server;
    }

    /** Returns the host, 127.0.0.1. */
    public String host() {
        return "127.0.0.1";
    }

    /** Returns the port. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Returns the number of bytes read so far. */
    public long swallowed() {
        return swallowed.get();
    }

    /** Closes all connections and stops listening. Returns when the threads have ended. Idempotent. */
    @Override
    public void close() {
        try {
            listener.close();
            join(threads.stream().limit(1).toList());
            for (Socket client : clients) {
                client.close();
            }
            join(threads);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                clients.add(client);
                thread("client-" + clients.size(), () -> swallow(client));
            } catch (IOException closed) {
                // This server was closed.
            }
        }
    }

    private void swallow(Socket client) {
        byte[] buffer = new byte[BUFFER];
        try (client;
                InputStream in = client.getInputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                swallowed.addAndGet(read);
            }
        } catch (IOException ended) {
            // The client closed its connection, or this server was closed.
        }
    }

    private void thread(String role, Runnable work) {
        Thread thread = new Thread(work, "redoubt-tck-black-hole-" + port() + "-" + role);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private static void join(List<Thread> ending) {
        try {
            for (Thread thread : ending) {
                thread.join(JOIN_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
