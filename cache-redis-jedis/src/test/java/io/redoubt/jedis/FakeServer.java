package io.redoubt.jedis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Server for tests that accepts every login and then misbehaves as configured. */
final class FakeServer implements AutoCloseable {

    private static final String LOG_IN = "+OK\r\n";

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final Behaviour behaviour;
    private final Thread thread = new Thread(this::serve, "fake-server");

    private interface Behaviour {
        void serve(int number, Socket socket) throws IOException, InterruptedException;
    }

    private FakeServer(Behaviour behaviour) throws IOException {
        this.behaviour = behaviour;
        thread.setDaemon(true);
        thread.start();
    }

    /** Starts a server that reads nothing and sends its reply byte by byte, each after a pause. */
    static FakeServer dripping(String reply, long millisPerByte) throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        return new FakeServer((number, socket) -> {
            for (byte next : reply.getBytes(StandardCharsets.US_ASCII)) {
                if (never.await(millisPerByte, TimeUnit.MILLISECONDS)) {
                    return;
                }
                socket.getOutputStream().write(next);
            }
        });
    }

    /**
     * Starts a server that waits for a request, sends the reply for that connection, and closes the connection.
     */
    static FakeServer hangingUp(String... replies) throws IOException {
        return new FakeServer((number, socket) -> {
            InputStream in = socket.getInputStream();
            StringBuilder request = new StringBuilder();
            while (!request.toString().contains("$1\r\nA\r\n")
                    && !request.toString().contains("$1\r\nB\r\n")) {
                request.append((char) in.read());
            }
            socket.getOutputStream().write(replies[number].getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
        });
    }

    int port() {
        return listener.getLocalPort();
    }

    int connections() {
        return sockets.size();
    }

    private void serve() {
        try {
            while (closing.getCount() > 0) {
                Socket socket = listener.accept();
                int number = sockets.size();
                sockets.add(socket);
                OutputStream out = socket.getOutputStream();
                out.write(LOG_IN.getBytes(StandardCharsets.US_ASCII));
                serve(number, socket);
            }
        } catch (IOException e) {
            // The test has ended.
        }
    }

    private void serve(int number, Socket socket) {
        try {
            behaviour.serve(number, socket);
        } catch (IOException e) {
            // The client has closed the connection.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            listener.close();
            for (Socket socket : List.copyOf(sockets)) {
                socket.close();
            }
            thread.join(1000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
