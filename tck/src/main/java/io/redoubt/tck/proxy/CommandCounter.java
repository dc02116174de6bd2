package io.redoubt.tck.proxy;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Counts commands and round trips of one connection. Thread-safe: both directions report to it.
 *
 * <p>A round trip starts when a command arrives while no reply is outstanding. Subscribing is answered by messages and
 * not by a reply, so that nothing is outstanding after it.
 */
final class CommandCounter {

    private static final Set<String> SUBSCRIBING =
            Set.of("SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE");
    private static final Set<String> MESSAGES = Set.of("MESSAGE", "PMESSAGE", "SMESSAGE");

    private final ReentrantLock lock = new ReentrantLock();
    private final RespScanner requests = new RespScanner((type, head) -> command(upper(head)));
    private final RespScanner replies = new RespScanner((type, head) -> reply(type, upper(head)));
    private final Map<String, Long> byCommand = new HashMap<>();
    private long commands;
    private long trips;
    private long outstanding;
    private boolean commandBegun;
    private boolean subscriber;
    private @Nullable String command;
    private boolean reply;

    /** What the client sent, told before it is passed on, until a command ends: where it did, or where the bytes end. */
    int requestBytes(byte[] bytes, int from, int to) {
        lock.lock();
        try {
            command = null;
            int at = requests.next(bytes, from, to);
            if (requests.midFrame() && !commandBegun) {
                // It belongs to the trip that is under way at its first byte, not at its last.
                commandBegun = true;
                begin();
            }
            return at;
        } finally {
            lock.unlock();
        }
    }

    /** What the server answered, told before it is passed on, until a frame ends: where it did, or where the bytes end. */
    int replyBytes(byte[] bytes, int from, int to) {
        lock.lock();
        try {
            reply = false;
            return replies.next(bytes, from, to);
        } finally {
            lock.unlock();
        }
    }

    /** The command that ended with the last bytes that were sent, null if none did. */
    @Nullable
    String command() {
        lock.lock();
        try {
            return command;
        } finally {
            lock.unlock();
        }
    }

    /** Whether with the last bytes from the server a reply ended, and not a message or a push. */
    boolean isReply() {
        lock.lock();
        try {
            return reply;
        } finally {
            lock.unlock();
        }
    }

    /** A command got its reply from the proxy. */
    void replyInjected(String name) {
        lock.lock();
        try {
            if (expectsReply(name)) {
                outstanding--;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether a command is answered by a reply, and not by messages only. */
    static boolean expectsReply(String name) {
        return !SUBSCRIBING.contains(name);
    }

    /** Whether the client is in the middle of sending a command. */
    boolean midCommand() {
        lock.lock();
        try {
            return commandBegun && !requests.isNotResp();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the server is in the middle of sending a frame. */
    boolean midReply() {
        lock.lock();
        try {
            return replies.midFrame();
        } finally {
            lock.unlock();
        }
    }

    boolean hasOutstanding() {
        lock.lock();
        try {
            return outstanding > 0 && !requests.isNotResp() && !replies.isNotResp();
        } finally {
            lock.unlock();
        }
    }

    Counts counts() {
        lock.lock();
        try {
            return new Counts(commands, trips, trips, byCommand);
        } finally {
            lock.unlock();
        }
    }

    private void begin() {
        if (outstanding == 0) {
            trips++;
        }
        outstanding++;
    }

    private void command(String name) {
        if (!commandBegun) {
            begin();
        }
        commandBegun = false;
        command = name;
        commands++;
        byCommand.merge(name, 1L, Long::sum);
        if (!expectsReply(name)) {
            subscriber = true;
            outstanding--;
        }
    }

    private void reply(char type, String head) {
        boolean push = type == '>';
        boolean message = subscriber && type == '*' && (MESSAGES.contains(head) || SUBSCRIBING.contains(head));
        reply = !push && !message;
        if (reply && outstanding > 0) {
            outstanding--;
        }
    }

    private static String upper(String head) {
        return head.toUpperCase(Locale.ROOT);
    }
}
