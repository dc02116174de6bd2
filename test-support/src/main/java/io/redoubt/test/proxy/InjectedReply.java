package io.redoubt.test.proxy;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Reply, usually an error, that a proxy sends to a client instead of the server's reply. Thread-safe: connections
 * share the remaining number of uses.
 */
final class InjectedReply {

    private final Predicate<String> commands;
    private final byte[] bytes;
    private final AtomicInteger remaining;

    /**
     * @param reply the reply as the server would send it, without the last line break
     */
    InjectedReply(int count, Predicate<String> commands, String reply) {
        if (count < 1) {
            throw new IllegalArgumentException("At least one command is answered, not " + count);
        }
        this.commands = commands;
        this.bytes = (reply + "\r\n").getBytes(StandardCharsets.UTF_8);
        this.remaining = new AtomicInteger(count);
    }

    /** Returns whether this is the reply to the command, and decrements the remaining number if so. */
    boolean tryConsume(String command) {
        return commands.test(command) && remaining.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }

    byte[] bytes() {
        return bytes.clone();
    }
}
