package io.redoubt.tck.proxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.function.BooleanSupplier;

/** One client's connection through the proxy: a thread for each direction, which end when either side closes. */
final class Link {

    private static final int BUFFER = 64 * 1024;
    private static final int SILENCE_MILLIS = 3;
    private static final int BATCH_LIMIT = 1024 * 1024;

    private final Tally tally = new Tally();
    private final Socket client;
    private final Socket server;
    private final BooleanSupplier gathering;
    private final List<Thread> threads;

    private Link(Socket client, Socket server, BooleanSupplier gathering, String name) {
        this.client = client;
        this.server = server;
        this.gathering = gathering;
        this.threads = List.of(
                new Thread(() -> pump(this::passRequests), name + "-up"),
                new Thread(() -> pump(this::passReplies), name + "-down"));
    }

    static Link open(Socket client, Socket server, BooleanSupplier gathering, String name) {
        Link link = new Link(client, server, gathering, name);
        link.threads.forEach(thread -> {
            thread.setDaemon(true);
            thread.start();
        });
        return link;
    }

    Tally tally() {
        return tally;
    }

    List<Thread> threads() {
        return threads;
    }

    /** Whether bytes of the client, or replies to it, are under way. */
    boolean isBusy() {
        try {
            return !client.isClosed() && (client.getInputStream().available() > 0 || tally.hasOutstanding());
        } catch (IOException closed) {
            return false;
        }
    }

    void close() {
        closeQuietly(client);
        closeQuietly(server);
    }

    private void passRequests() throws IOException {
        InputStream in = client.getInputStream();
        OutputStream out = server.getOutputStream();
        ByteArrayOutputStream batch = new ByteArrayOutputStream();
        byte[] buffer = new byte[BUFFER];
        client.setSoTimeout(0);
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            tally.sent(buffer, read);
            batch.write(buffer, 0, read);
            if (gathering.getAsBoolean()) {
                gather(in, buffer, batch);
            }
            batch.writeTo(out);
            batch.reset();
        }
    }

    /** Reads on until the client has been silent for a moment, so that one flush in several pieces is one batch. */
    private void gather(InputStream in, byte[] buffer, ByteArrayOutputStream batch) throws IOException {
        client.setSoTimeout(SILENCE_MILLIS);
        try {
            int read = 0;
            while (read >= 0 && batch.size() < BATCH_LIMIT) {
                read = in.read(buffer);
                if (read > 0) {
                    tally.sent(buffer, read);
                    batch.write(buffer, 0, read);
                }
            }
        } catch (SocketTimeoutException silent) {
            // The batch is complete. A command that is not is told apart by the tally.
        } finally {
            client.setSoTimeout(0);
        }
    }

    private void passReplies() throws IOException {
        InputStream in = server.getInputStream();
        OutputStream out = client.getOutputStream();
        byte[] buffer = new byte[BUFFER];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            tally.answered(buffer, read);
            out.write(buffer, 0, read);
        }
    }

    private void pump(Direction direction) {
        try {
            direction.pass();
        } catch (IOException ended) {
            // Either side went away, or the proxy was closed: the other side goes as well.
        } finally {
            close();
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // There is nothing left to do for it.
        }
    }

    private interface Direction {
        void pass() throws IOException;
    }
}
