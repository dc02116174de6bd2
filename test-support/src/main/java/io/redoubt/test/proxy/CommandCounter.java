package io.redoubt.test.proxy;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Counter for the commands and round trips on one proxied connection. Thread-safe: both directions report to it.
 *
 * <p>A round trip starts when a command arrives while no reply is outstanding. Subscribing is answered by
 * messages and not by a reply, so nothing is outstanding after it.
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

    /**
     * Takes bytes that the client sent, before they are forwarded, up to the end of a command. Returns the index
     * after that command, or {@code to} if none ended.
     */
    int requestBytes(byte[] bytes, int from, int to) {
        lock.lock();
        try {
            command = null;
            int at = requests.next(bytes, from, to);
            if (requests.midFrame() && !commandBegun) {
                // A command belongs to the round trip in progress at its first byte, not at its last.
                commandBegun = true;
                begin();
            }
            return at;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes bytes that the server sent, before they are forwarded, up to the end of a frame. Returns the index
     * after that frame, or {@code to} if none ended.
     */
    int replyBytes(byte[] bytes, int from, int to) {
        lock.lock();
        try {
            reply = false;
            return replies.next(bytes, from, to);
        } finally {
            lock.unlock();
        }
    }

    /** Returns the command that ended with the last bytes of the client, or null if none ended. */
    @Nullable
    String command() {
        lock.lock();
        try {
            return command;
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether the last bytes of the server ended a reply, as opposed to a message or a push. */
    boolean isReply() {
        lock.lock();
        try {
            return reply;
        } finally {
            lock.unlock();
        }
    }

    /** Counts the proxy's own reply to a command. */
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

    /** Returns whether a command is answered by a reply, and not only by messages. */
    static boolean expectsReply(String name) {
        return !SUBSCRIBING.contains(name);
    }

    /** Returns whether the client has sent part of a command. */
    boolean midCommand() {
        lock.lock();
        try {
            return commandBegun && !requests.isNotResp();
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether the server has sent part of a frame. */
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

    TrafficCounts counts() {
        lock.lock();
        try {
            return new TrafficCounts(commands, trips, trips, byCommand);
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
