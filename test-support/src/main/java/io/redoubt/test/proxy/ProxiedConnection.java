package io.redoubt.test.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Connection between one client and a server through a proxy, with one thread for each direction. The threads end when
 * either side closes the connection.
 */
final class ProxiedConnection {

    private static final int CONNECT_MILLIS = 30_000;
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int SILENCE_MILLIS = 3;
    /**
     * Maximum number of silent periods after which the client is still awaited because its threads are runnable:
     * one second or slightly more in total.
     */
    private static final int MAX_SILENCES = 300;

    private static final int MAX_BATCH_BYTES = 1024 * 1024;
    /**
     * Keeps the number of unread bytes in the buffers of the operating system low. Otherwise these buffers grow to
     * megabytes.
     */
    private static final int SMALL_BUFFER_BYTES = 32 * 1024;

    private final CommandCounter counter = new CommandCounter();
    private final Socket client;
    private final Socket server = new Socket();
    private final InetSocketAddress target;
    private final BooleanSupplier batching;
    private final ConnectionFaultState faults;
    private final ThrottledWriter toServer;
    private final ThrottledWriter toClient;
    private final RequestForwarder requests;
    private final ReplyForwarder replies;
    private final Function<PeerKind, String> threadNames;
    private final Thread up;
    private final Thread down;
    private volatile PeerKind peerKind = PeerKind.CLIENT;

    ProxiedConnection(
            Socket client,
            InetSocketAddress target,
            FaultSettings initial,
            BooleanSupplier batching,
            Supplier<CommandListener> commandListener,
            Function<PeerKind, String> threadNames) {
        String name = threadNames.apply(PeerKind.CLIENT);
        this.threadNames = threadNames;
        this.client = client;
        this.target = target;
        this.batching = batching;
        this.faults = new ConnectionFaultState(initial);
        this.toServer = ThrottledWriter.toServer(this, server, faults, name);
        this.toClient = ThrottledWriter.toClient(this, client, faults, name);
        this.replies = new ReplyForwarder(counter, faults, toClient, this);
        this.requests = new RequestForwarder(counter, faults, replies, this, commandListener);
        this.up = new Thread(() -> pump(this::passRequests), name + "-up");
        this.down = new Thread(() -> pump(this::passReplies), name + "-down");
    }

    void open() {
        up.setDaemon(true);
        down.setDaemon(true);
        up.start();
    }

    CommandCounter counter() {
        return counter;
    }

    List<Thread> threads() {
        List<Thread> threads = new ArrayList<>(List.of(up, down));
        threads.addAll(toServer.threads());
        threads.addAll(toClient.threads());
        return threads;
    }

    PeerKind peerKind() {
        return peerKind;
    }

    /** Sets the kind of the peer as soon as a command reveals it. Later commands do not change it. */
    void identify(PeerKind sender) {
        if (sender != PeerKind.CLIENT && peerKind == PeerKind.CLIENT) {
            peerKind = sender;
            up.setName(threadNames.apply(sender) + "-up");
            down.setName(threadNames.apply(sender) + "-down");
            if (sender == PeerKind.REPLICA) {
                faults.change(now -> FaultSettings.NONE);
            }
        }
    }

    boolean isOpen() {
        return !client.isClosed();
    }

    /** Returns whether bytes of the client, or replies to it, are in progress. */
    boolean isBusy() {
        try {
            return isOpen()
                    && peerKind == PeerKind.CLIENT
                    && (client.getInputStream().available() > 0 || counter.hasOutstanding());
        } catch (IOException closed) {
            return false;
        }
    }

    /** Returns the number of bytes sent to the client. */
    long written() {
        return toClient.written();
    }

    void change(UnaryOperator<FaultSettings> change) {
        // The kind is read under the lock of the faults: the identification as a replica happens either before or
        // after this change, and takes precedence.
        faults.change(now -> peerKind == PeerKind.REPLICA ? FaultSettings.NONE : change.apply(now));
        shrinkBuffers();
    }

    /** Sends the client the end of the stream and continues to read from it. Replies of the server are lost. */
    void halfClose() {
        toClient.discardFurtherOutput();
        try {
            client.shutdownOutput();
        } catch (IOException closed) {
            // The client knows that already.
        }
    }

    /** Ends the connection on both sides with a reset. */
    void reset() {
        for (Socket socket : List.of(client, server)) {
            try {
                socket.setSoLinger(true, 0);
            } catch (SocketException closed) {
                // The connection ends without a reset.
            }
        }
        close();
    }

    void close() {
        faults.end();
        toServer.end();
        toClient.end();
        closeQuietly(client);
        closeQuietly(server);
    }

    private void passRequests() throws IOException {
        server.connect(target, CONNECT_MILLIS);
        server.setTcpNoDelay(true);
        client.setTcpNoDelay(true);
        shrinkBuffers();
        down.start();
        InputStream in = client.getInputStream();
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int read = readUnlessStopped(in, buffer); read >= 0; read = readUnlessStopped(in, buffer)) {
            long arrived = System.nanoTime();
            requests.take(buffer, read);
            if (peerKind == PeerKind.CLIENT && batching.getAsBoolean()) {
                readBatch(in, buffer);
            }
            requests.passOn(toServer, arrived);
        }
        toServer.drain();
    }

    private int readUnlessStopped(InputStream in, byte[] buffer) throws IOException {
        faults.awaitFlow(FaultSettings::requests);
        return in.read(buffer);
    }

    /**
     * Reads until the client has been silent for a moment and is waiting for something other than a processor, so
     * that a flush in several pieces is one batch. If a command is still incomplete after that, the counter detects
     * it.
     */
    private void readBatch(InputStream in, byte[] buffer) throws IOException {
        client.setSoTimeout(SILENCE_MILLIS);
        try {
            int silences = 0;
            int read = 0;
            while (read >= 0 && requests.size() < MAX_BATCH_BYTES) {
                try {
                    read = in.read(buffer);
                } catch (SocketTimeoutException silent) {
                    silences++;
                    if (silences == MAX_SILENCES || !RunnableThreadDetector.anyOtherRunnable()) {
                        return;
                    }
                    read = 0;
                }
                if (read > 0) {
                    silences = 0;
                    requests.take(buffer, read);
                }
            }
        } finally {
            client.setSoTimeout(0);
        }
    }

    private void passReplies() throws IOException {
        InputStream in = server.getInputStream();
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            long arrived = System.nanoTime();
            // Replies wait here and not only in the writer, since a wait in the writer would block requests as
            // well.
            faults.awaitFlow(FaultSettings::replies);
            replies.pass(buffer, read, arrived);
        }
        toClient.drain();
    }

    private void shrinkBuffers() {
        FaultSettings now = faults.current();
        try {
            if (now.requests().isThrottled()) {
                client.setReceiveBufferSize(SMALL_BUFFER_BYTES);
            }
            if (now.replies().isThrottled()) {
                server.setReceiveBufferSize(SMALL_BUFFER_BYTES);
            }
        } catch (SocketException closed) {
            // No more bytes will arrive.
        }
    }

    private void pump(Direction direction) {
        try {
            direction.pass();
        } catch (IOException ended) {
            // One side closed the connection, or the proxy was closed. The other side is closed as well.
        } finally {
            close();
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // The socket needs no further cleanup.
        }
    }

    private interface Direction {
        void pass() throws IOException;
    }
}
