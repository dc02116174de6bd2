package io.redoubt.tck.driver;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Test server that does not speak the Redis protocol: it answers every request like a web server. */
final class NonRedisServer implements AutoCloseable {

    private static final byte[] ANSWER = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket listener;
    private final Thread thread;

    private NonRedisServer(ServerSocket listener) {
        this.listener = listener;
        this.thread = new Thread(this::serve, "tck-not-redis");
    }

    static NonRedisServer start() {
        try {
            NonRedisServer server = new NonRedisServer(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()));
            server.thread.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket client = listener.accept()) {
                if (client.getInputStream().read() >= 0) {
                    client.getOutputStream().write(ANSWER);
                    client.getInputStream().transferTo(OutputStream.nullOutputStream());
                }
            } catch (IOException e) {
                // The client has disconnected, as it should, or the listener is closed.
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
