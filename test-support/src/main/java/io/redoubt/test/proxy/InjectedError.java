package io.redoubt.test.proxy;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Error reply that a proxy sends to a client instead of the server's reply. Thread-safe: connections share the
 * remaining number of uses.
 */
final class InjectedError {

    private final Predicate<String> commands;
    private final byte[] line;
    private final AtomicInteger remaining;

    InjectedError(int count, Predicate<String> commands, String error) {
        if (!error.startsWith("-") || error.indexOf('\n') >= 0 || error.indexOf('\r') >= 0) {
            throw new IllegalArgumentException("Not an error in one line, such as -LOADING: " + error);
        }
        if (count < 1) {
            throw new IllegalArgumentException("At least one command is answered, not " + count);
        }
        this.commands = commands;
        this.line = (error + "\r\n").getBytes(StandardCharsets.UTF_8);
        this.remaining = new AtomicInteger(count);
    }

    /** Returns whether this error is the reply to the command, and decrements the remaining number if so. */
    boolean tryConsume(String command) {
        return commands.test(command) && remaining.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }

    byte[] line() {
        return line.clone();
    }
}
