package io.redoubt.tck.proxy;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one client is answered: the server's replies, and in their order between them those of the proxy. Thread-safe; it
 * writes under its lock, since what two threads write to one client must not mix.
 */
final class Replies {

    private static final char NO_RESP = '?';

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Insertion> insertions = new ArrayDeque<>();
    private final Tally tally;
    private final Dial dial;
    private final Outlet client;
    private final Link link;
    private long expected;
    private long answered;
    private boolean dropping;
    private boolean holed;

    Replies(Tally tally, Dial dial, Outlet client, Link link) {
        this.tally = tally;
        this.dial = dial;
        this.client = client;
        this.link = link;
    }

    /** The server gets this command, and will answer it. */
    void expect(String command) {
        lock.lock();
        try {
            if (Tally.isReplied(command)) {
                expected++;
            }
        } finally {
            lock.unlock();
        }
    }

    /** The next command has this answer, which the proxy gives. */
    void insert(Answer answer) {
        lock.lock();
        try {
            insertions.add(new Insertion(answer, expected));
        } finally {
            lock.unlock();
        }
    }

    /** Gives the replies of the proxy that no reply of the server goes before. */
    void settle() throws IOException {
        lock.lock();
        try {
            if (!tally.midReply()) {
                giveDue(System.nanoTime());
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
                boolean begins = !tally.midReply();
                if (begins) {
                    dropping = suffers(Trouble.DROPPED);
                }
                end = tally.answered(bytes, at, length);
                if (dropping) {
                    send(bytes, from, at, arrivedNanoTime);
                    from = end;
                    holed = true;
                } else if (begins && suffers(Trouble.CORRUPTED)) {
                    bytes[at] = NO_RESP; // now that the tally has read it
                }
                if (tally.isReply()) {
                    answered++;
                    if (isDue()) {
                        send(bytes, from, end, arrivedNanoTime);
                        from = end;
                        giveDue(arrivedNanoTime);
                    }
                }
            }
            send(bytes, from, length, arrivedNanoTime);
        } finally {
            lock.unlock();
        }
    }

    private void send(byte[] bytes, int from, int to, long arrivedNanoTime) throws IOException {
        if (from < to && holed) {
            // TCP never goes on after a hole: the client would take this for the reply to something else.
            link.reset();
        } else {
            client.write(bytes, from, to, arrivedNanoTime);
        }
    }

    private boolean suffers(Trouble trouble) {
        return dial.now().troubles().contains(trouble);
    }

    private boolean isDue() {
        Insertion first = insertions.peek();
        return first != null && first.afterReplies <= answered;
    }

    private void giveDue(long nanoTime) throws IOException {
        while (isDue()) {
            byte[] reply = insertions.remove().answer.line();
            send(reply, 0, reply.length, nanoTime);
        }
    }

    /** A reply that goes after so many of the server. */
    private record Insertion(Answer answer, long afterReplies) {}
}
