package io.redoubt.tck.proxy;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one client is answered: the server's replies, and in their order between them those of the proxy. Thread-safe; it
 * writes under its lock, since what two threads write to one client must not mix.
 */
final class ReplyForwarder {

    private static final char INVALID_TYPE = '?';

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Insertion> insertions = new ArrayDeque<>();
    private final CommandCounter counter;
    private final ConnectionFaults faults;
    private final ThrottledWriter client;
    private final ProxiedConnection connection;
    private long expected;
    private long answered;
    private boolean dropping;
    private boolean bytesDropped;

    ReplyForwarder(CommandCounter counter, ConnectionFaults faults, ThrottledWriter client, ProxiedConnection connection) {
        this.counter = counter;
        this.faults = faults;
        this.client = client;
        this.connection = connection;
    }

    /** The server gets this command, and will answer it. */
    void expect(String command) {
        lock.lock();
        try {
            if (CommandCounter.expectsReply(command)) {
                expected++;
            }
        } finally {
            lock.unlock();
        }
    }

    /** The next command has this answer, which the proxy gives. */
    void insert(InjectedError error) {
        lock.lock();
        try {
            insertions.add(new Insertion(error, expected));
        } finally {
            lock.unlock();
        }
    }

    /** Gives the replies of the proxy that no reply of the server goes before. */
    void sendDueErrors() throws IOException {
        lock.lock();
        try {
            if (!counter.midReply()) {
                sendDue(System.nanoTime());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Passes on what the server sent. */
    void pass(byte[] bytes, int length, long arrivedNanoTime) throws IOException {
        lock.lock();
        try {
            int from = 0;
            int end;
            for (int at = 0; at < length; at = end) {
                boolean begins = !counter.midReply();
                if (begins) {
                    dropping = hasFault(ReplyFault.DROPPED);
                }
                end = counter.replyBytes(bytes, at, length);
                if (dropping) {
                    send(bytes, from, at, arrivedNanoTime);
                    from = end;
                    bytesDropped = true;
                } else if (begins && hasFault(ReplyFault.CORRUPTED)) {
                    bytes[at] = INVALID_TYPE; // now that the tally has read it
                }
                if (counter.isReply()) {
                    answered++;
                    if (isDue()) {
                        send(bytes, from, end, arrivedNanoTime);
                        from = end;
                        sendDue(arrivedNanoTime);
                    }
                }
            }
            send(bytes, from, length, arrivedNanoTime);
        } finally {
            lock.unlock();
        }
    }

    private void send(byte[] bytes, int from, int to, long arrivedNanoTime) throws IOException {
        if (from < to && bytesDropped) {
            // TCP never goes on after a hole: the client would take this for the reply to something else.
            connection.reset();
        } else {
            client.write(bytes, from, to, arrivedNanoTime);
        }
    }

    private boolean hasFault(ReplyFault fault) {
        return faults.current().replyFaults().contains(fault);
    }

    private boolean isDue() {
        Insertion first = insertions.peek();
        return first != null && first.afterReplies <= answered;
    }

    private void sendDue(long nanoTime) throws IOException {
        while (isDue()) {
            byte[] reply = insertions.remove().error.line();
            send(reply, 0, reply.length, nanoTime);
        }
    }

    /** A reply that goes after so many of the server. */
    private record Insertion(InjectedError error, long afterReplies) {}
}
