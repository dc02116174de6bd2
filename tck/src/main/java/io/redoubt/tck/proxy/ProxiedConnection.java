package io.redoubt.tck.proxy;

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

/** One client's connection through the proxy: a thread for each direction, which end when either side closes. */
final class ProxiedConnection {

    private static final int CONNECT_MILLIS = 30_000;
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int SILENCE_MILLIS = 3;
    /** How often a silence is not believed of a client whose threads have work to do: a second long, or somewhat more. */
    private static final int MAX_SILENCES = 300;

    private static final int MAX_BATCH_BYTES = 1024 * 1024;
    /** Of what is not read little shall disappear in the system's buffers, which grow to megabytes otherwise. */
    private static final int SMALL_BUFFER_BYTES = 32 * 1024;

    private final CommandCounter counter = new CommandCounter();
    private final Socket client;
    private final Socket server = new Socket();
    private final InetSocketAddress target;
    private final BooleanSupplier batching;
    private final ConnectionFaults faults;
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
        this.faults = new ConnectionFaults(initial);
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

    /** Learns who opened it, which no later command takes back. */
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

    /** Whether bytes of the client, or replies to it, are under way. */
    boolean isBusy() {
        try {
            return isOpen()
                    && peerKind == PeerKind.CLIENT
                    && (client.getInputStream().available() > 0 || counter.hasOutstanding());
        } catch (IOException closed) {
            return false;
        }
    }

    /** How many bytes the client got. */
    long written() {
        return toClient.written();
    }

    void change(UnaryOperator<FaultSettings> change) {
        // Asked under the lock of the dial: what tells that it is a replica's comes before or after, and wins.
        faults.change(now -> peerKind == PeerKind.REPLICA ? FaultSettings.NONE : change.apply(now));
        shrinkBuffers();
    }

    /** Tells the client that nothing more comes, and reads on; what the server replies is lost. */
    void halfClose() {
        toClient.discardFurtherOutput();
        try {
            client.shutdownOutput();
        } catch (IOException closed) {
            // Then it knows already.
        }
    }

    /** Ends the connection on both sides with a reset instead of an orderly end. */
    void reset() {
        for (Socket socket : List.of(client, server)) {
            try {
                socket.setSoLinger(true, 0);
            } catch (SocketException closed) {
                // Then it ends without.
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
            if (batching.getAsBoolean()) {
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
     * Reads on until the client has been silent for a moment, and waits for something rather than for a processor, so that one
     * flush in several pieces is one batch. A command that is not complete then is told apart by the tally.
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
                    if (silences == MAX_SILENCES || !JvmThreads.anyOtherRunnable()) {
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
            // Here, and not only where they are written: there, requests would have to wait as well.
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
            // Nothing comes any more.
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
