package io.redoubt.tck.proxy;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts commands and round trips of one connection. Thread-safe: both directions report to it.
 *
 * <p>A round trip starts when a command arrives while no reply is outstanding. Subscribing is answered by messages and
 * not by a reply, so that nothing is outstanding after it.
 */
final class Tally {

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

    /** What the client sent, told before it is passed on. */
    void sent(byte[] bytes, int length) {
        lock.lock();
        try {
            requests.feed(bytes, length);
            if (requests.midFrame() && !commandBegun) {
                // It belongs to the trip that is under way at its first byte, not at its last.
                commandBegun = true;
                begin();
            }
        } finally {
            lock.unlock();
        }
    }

    /** What the server answered, told before it is passed on. */
    void answered(byte[] bytes, int length) {
        lock.lock();
        try {
            replies.feed(bytes, length);
        } finally {
            lock.unlock();
        }
    }

    /** Whether the client is in the middle of sending a command. */
    boolean midCommand() {
        lock.lock();
        try {
            return commandBegun;
        } finally {
            lock.unlock();
        }
    }

    boolean hasOutstanding() {
        lock.lock();
        try {
            return outstanding > 0;
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
        commands++;
        byCommand.merge(name, 1L, Long::sum);
        if (SUBSCRIBING.contains(name)) {
            subscriber = true;
            outstanding--;
        }
    }

    private void reply(char type, String head) {
        boolean push = type == '>';
        boolean message = subscriber && type == '*' && (MESSAGES.contains(head) || SUBSCRIBING.contains(head));
        if (!push && !message && outstanding > 0) {
            outstanding--;
        }
    }

    private static String upper(String head) {
        return head.toUpperCase(Locale.ROOT);
    }
}
