package io.redoubt.redis.core;

import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what Redis did not do, one line a second for each sort of failure, with the number of those left out.
 *
 * <p>Names the command and the key's template, never a key, a value or a credential. A refusal is logged by its code alone,
 * since its text may quote arguments.
 */
final class FailureLog {

    private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);
    private static final Pattern CODE = Pattern.compile("[A-Z]{1,20}");
    private static final int MOST_SORTS = 64;

    private final LongSupplier nanoTime;
    private final Map<String, LogThrottle> throttles = new ConcurrentHashMap<>();

    FailureLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void failed(Operation operation, String command, DriverException e) {
        line(operation, command, sort(e), what(e));
    }

    void refused(Operation operation, String command, Reply.Refusal refusal) {
        line(operation, command, sort(refusal), what(refusal));
    }

    /** For the failures of commands that were sent together. */
    Batch batch(Operation operation, String command) {
        return new Batch(operation, command);
    }

    private void line(Operation operation, String command, String sort, String what) {
        throttle(sort)
                .pass(leftOut -> LOG.warn(
                        "{} ({} on {}) failed: {}{}", operation.name(), command, operation.template(), what, leftOut));
    }

    private LogThrottle throttle(String sort) {
        return throttles.computeIfAbsent(sort, s -> new LogThrottle(nanoTime));
    }

    private static String sort(DriverException e) {
        return e.kind().name();
    }

    /** A code that is fit to be logged and counted: a script may make up codes of its own, out of what it was given. */
    private String sort(Reply.Refusal refusal) {
        String code = refusal.code();
        boolean fit = CODE.matcher(code).matches() && (throttles.size() < MOST_SORTS || throttles.containsKey(code));
        return fit ? code : "ERR";
    }

    private static String what(DriverException e) {
        // The driver's message names host and port; the exception itself goes to the caller with its stack.
        return String.valueOf(e.getMessage());
    }

    private String what(Reply.Refusal refusal) {
        return "refused with " + sort(refusal);
    }

    /** Gathers the failures of commands that were sent together, for one line for each sort. For one thread. */
    final class Batch {

        private final Operation operation;
        private final String command;
        private final Map<String, String> first = new LinkedHashMap<>();
        private final Map<String, Integer> count = new HashMap<>();

        private Batch(Operation operation, String command) {
            this.operation = operation;
            this.command = command;
        }

        void failed(DriverException e) {
            add(sort(e), what(e));
        }

        void refused(Reply.Refusal refusal) {
            add(sort(refusal), what(refusal));
        }

        private void add(String sort, String what) {
            throttle(sort); // counts against the most sorts from now on
            first.putIfAbsent(sort, what);
            count.merge(sort, 1, Integer::sum);
        }

        /** Writes the lines, each with the number of its failures. */
        void write() {
            first.forEach((sort, what) -> {
                int times = count.getOrDefault(sort, 0);
                line(operation, command, sort, times == 1 ? what : what + ", " + times + " times");
            });
        }
    }
}
