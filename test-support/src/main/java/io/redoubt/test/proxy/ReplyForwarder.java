package io.redoubt.test.proxy;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Forwarder that writes the server's replies and the proxy's own replies to a client in the right order.
 * Thread-safe. It writes under its lock, because the bytes that two threads write to one client must not interleave.
 */
final class ReplyForwarder {

    private static final char INVALID_TYPE = '?';

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Insertion> insertions = new ArrayDeque<>();
    private final CommandCounter counter;
    private final ConnectionFaultState faults;
    private final ThrottledWriter client;
    private final ProxiedConnection connection;
    private long expected;
    private long answered;
    private boolean dropping;
    private boolean bytesDropped;

    ReplyForwarder(
            CommandCounter counter, ConnectionFaultState faults, ThrottledWriter client, ProxiedConnection connection) {
        this.counter = counter;
        this.faults = faults;
        this.client = client;
        this.connection = connection;
    }

    /** Registers a command that was forwarded to the server, which will reply to it. */
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

    /** Registers a reply as the proxy's reply to the next command. */
    void insert(InjectedReply reply) {
        lock.lock();
        try {
            insertions.add(new Insertion(reply, expected));
        } finally {
            lock.unlock();
        }
    }

    /** Sends the proxy's own replies that need not wait for a reply of the server. */
    void sendDueReplies() throws IOException {
        lock.lock();
        try {
            if (!counter.midReply()) {
                sendDue(System.nanoTime());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Forwards bytes that the server sent. */
    void pass(byte[] bytes, int length, long arrivedNanoTime) throws IOException {
        lock.lock();
        try {
            int from = 0;
            int end;
            for (int at = 0; at < length; at = end) {
                boolean begins = !counter.midReply();
                if (begins && isDue()) {
                    // The server was quicker to reply to a later command than sendDueReplies.
                    send(bytes, from, at, arrivedNanoTime);
                    from = at;
                    sendDue(arrivedNanoTime);
                }
                if (begins) {
                    dropping = hasFault(ReplyFault.DROPPED);
                }
                end = counter.replyBytes(bytes, at, length);
                if (dropping) {
                    send(bytes, from, at, arrivedNanoTime);
                    from = end;
                    bytesDropped = true;
                } else if (begins && hasFault(ReplyFault.CORRUPTED)) {
                    bytes[at] = INVALID_TYPE; // after the counter has read it
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
            // TCP never continues after a gap: the client would take these bytes for the reply to another command.
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
            byte[] reply = insertions.remove().reply.bytes();
            send(reply, 0, reply.length, nanoTime);
        }
    }

    /** Reply that is sent after the given number of replies of the server. */
    private record Insertion(InjectedReply reply, long afterReplies) {}
}
