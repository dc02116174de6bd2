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
final class Link {

    private static final int CONNECT_MILLIS = 30_000;
    private static final int BUFFER = 64 * 1024;
    private static final int SILENCE_MILLIS = 3;
    /** How often a silence is not believed of a client whose threads have work to do: a second long, or somewhat more. */
    private static final int MOST_SILENCES = 300;

    private static final int BATCH_LIMIT = 1024 * 1024;
    /** Of what is not read little shall disappear in the system's buffers, which grow to megabytes otherwise. */
    private static final int SMALL_BUFFER = 32 * 1024;

    private final Tally tally = new Tally();
    private final Socket client;
    private final Socket server = new Socket();
    private final InetSocketAddress target;
    private final BooleanSupplier gathering;
    private final Dial dial;
    private final Outlet toServer;
    private final Outlet toClient;
    private final Requests requests;
    private final Replies replies;
    private final Function<Origin, String> names;
    private final Thread up;
    private final Thread down;
    private volatile Origin origin = Origin.CLIENT;

    Link(
            Socket client,
            InetSocketAddress target,
            Conditions first,
            BooleanSupplier gathering,
            Supplier<Witness> witness,
            Function<Origin, String> names) {
        String name = names.apply(Origin.CLIENT);
        this.names = names;
        this.client = client;
        this.target = target;
        this.gathering = gathering;
        this.dial = new Dial(first);
        this.toServer = Outlet.toServer(this, server, dial, name);
        this.toClient = Outlet.toClient(this, client, dial, name);
        this.replies = new Replies(tally, dial, toClient, this);
        this.requests = new Requests(tally, dial, replies, this, witness);
        this.up = new Thread(() -> pump(this::passRequests), name + "-up");
        this.down = new Thread(() -> pump(this::passReplies), name + "-down");
    }

    void open() {
        up.setDaemon(true);
        down.setDaemon(true);
        up.start();
    }

    Tally tally() {
        return tally;
    }

    List<Thread> threads() {
        List<Thread> threads = new ArrayList<>(List.of(up, down));
        threads.addAll(toServer.threads());
        threads.addAll(toClient.threads());
        return threads;
    }

    Origin origin() {
        return origin;
    }

    /** Learns who opened it, which no later command takes back. */
    void tell(Origin sender) {
        if (sender != Origin.CLIENT && origin == Origin.CLIENT) {
            origin = sender;
            up.setName(names.apply(sender) + "-up");
            down.setName(names.apply(sender) + "-down");
            if (sender == Origin.REPLICA) {
                dial.change(now -> Conditions.NONE);
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
                    && origin == Origin.CLIENT
                    && (client.getInputStream().available() > 0 || tally.hasOutstanding());
        } catch (IOException closed) {
            return false;
        }
    }

    /** How many bytes the client got. */
    long written() {
        return toClient.written();
    }

    void change(UnaryOperator<Conditions> change) {
        // Asked under the lock of the dial: what tells that it is a replica's comes before or after, and wins.
        dial.change(now -> origin == Origin.REPLICA ? Conditions.NONE : change.apply(now));
        shrinkBuffers();
    }

    /** Tells the client that nothing more comes, and reads on; what the server replies is lost. */
    void halfClose() {
        toClient.mute();
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
        dial.end();
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
        byte[] buffer = new byte[BUFFER];
        for (int read = readOf(in, buffer); read >= 0; read = readOf(in, buffer)) {
            long arrived = System.nanoTime();
            requests.take(buffer, read);
            if (gathering.getAsBoolean()) {
                gather(in, buffer);
            }
            requests.passOn(toServer, arrived);
        }
        toServer.drain();
    }

    private int readOf(InputStream in, byte[] buffer) throws IOException {
        dial.awaitFlow(Conditions::requests);
        return in.read(buffer);
    }

    /**
     * Reads on until the client has been silent for a moment, and waits for something rather than for a processor, so that one
     * flush in several pieces is one batch. A command that is not complete then is told apart by the tally.
     */
    private void gather(InputStream in, byte[] buffer) throws IOException {
        client.setSoTimeout(SILENCE_MILLIS);
        try {
            int silences = 0;
            int read = 0;
            while (read >= 0 && requests.size() < BATCH_LIMIT) {
                try {
                    read = in.read(buffer);
                } catch (SocketTimeoutException silent) {
                    silences++;
                    if (silences == MOST_SILENCES || !OtherThreads.haveWork()) {
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
        byte[] buffer = new byte[BUFFER];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            long arrived = System.nanoTime();
            // Here, and not only where they are written: there, requests would have to wait as well.
            dial.awaitFlow(Conditions::replies);
            replies.pass(buffer, read, arrived);
        }
        toClient.drain();
    }

    private void shrinkBuffers() {
        Conditions now = dial.now();
        try {
            if (now.requests().isThrottled()) {
                client.setReceiveBufferSize(SMALL_BUFFER);
            }
            if (now.replies().isThrottled()) {
                server.setReceiveBufferSize(SMALL_BUFFER);
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
