package io.redoubt.tck.proxy;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** An error with which the proxy answers commands in the server's stead. Thread-safe: connections share the number left. */
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

    /** Whether this command is answered; one less is left if so. */
    boolean tryConsume(String command) {
        return commands.test(command) && remaining.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }

    byte[] line() {
        return line.clone();
    }
}
