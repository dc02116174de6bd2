package io.redoubt.redis.core;

import io.redoubt.api.RedoubtException;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logger that reports failed Redis operations at WARN or at DEBUG, with at most one line per second for each category
 * of failure. Each line includes the number of lines suppressed since the previous one. Thread-safe.
 *
 * <p>A line names the command and the key's template, never a key, a value or a credential. An error reply is
 * logged by its code alone, because its text may quote arguments.
 */
final class FailureLog {

    private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);
    private static final Pattern CODE = Pattern.compile("[A-Z]{1,20}");
    private static final int MAX_CATEGORIES = 64;

    private final LongSupplier nanoTime;
    private final Consumer<String> line;
    private final Map<String, LogThrottle> throttles = new ConcurrentHashMap<>();

    private FailureLog(LongSupplier nanoTime, Consumer<String> line) {
        this.nanoTime = nanoTime;
        this.line = line;
    }

    static FailureLog atWarn(LongSupplier nanoTime) {
        return new FailureLog(nanoTime, LOG::warn);
    }

    static FailureLog atDebug(LongSupplier nanoTime) {
        return new FailureLog(nanoTime, LOG::debug);
    }

    void failed(OperationDescription operation, String command, DriverException e) {
        logThrottled(operation, command, category(e), reason(e), e);
    }

    /** @param translated the exception for the caller, whose stack trace is written at DEBUG */
    void refused(OperationDescription operation, String command, Reply.Refusal refusal, RedoubtException translated) {
        logThrottled(operation, command, category(refusal), reason(refusal), translated);
    }

    /** Returns a collector for the failures of commands that are sent together. */
    Batch batch(OperationDescription operation, String command) {
        return new Batch(operation, command);
    }

    private void logThrottled(
            OperationDescription operation,
            String command,
            String category,
            String reason,
            @Nullable Throwable failure) {
        throttle(category).pass(suppressed -> {
            line.accept(operation.name() + " (" + command + " on " + operation.template() + ") failed: " + reason
                    + suppressed);
            if (failure != null) {
                FailureMessageRedactor.logStack(LOG, failure);
            }
        });
    }

    private LogThrottle throttle(String category) {
        return throttles.computeIfAbsent(category, s -> new LogThrottle(nanoTime));
    }

    private static String category(DriverException e) {
        return e.kind().name();
    }

    /**
     * Returns the code of an error reply, or {@code ERR} for a code that is not fit to be logged and counted, since
     * a script may make up codes from its arguments.
     */
    private String category(Reply.Refusal refusal) {
        String code = refusal.code();
        boolean accepted =
                CODE.matcher(code).matches() && (throttles.size() < MAX_CATEGORIES || throttles.containsKey(code));
        return accepted ? code : "ERR";
    }

    private static String reason(DriverException e) {
        // The driver's message names host and port.
        return e.getMessage() + StoreExceptionTranslator.remedy(e.kind());
    }

    private String reason(Reply.Refusal refusal) {
        return "refused with " + category(refusal) + StoreExceptionTranslator.remedy(refusal.code());
    }

    /**
     * Collector of the failures of commands that were sent together, which writes one line per category. Not
     * thread-safe.
     */
    final class Batch {

        private final OperationDescription operation;
        private final String command;
        private final Map<String, String> firstReasons = new LinkedHashMap<>();
        private final Map<String, Integer> counts = new HashMap<>();
        private final Map<String, DriverException> failures = new HashMap<>();

        private Batch(OperationDescription operation, String command) {
            this.operation = operation;
            this.command = command;
        }

        void failed(DriverException e) {
            failures.putIfAbsent(category(e), e);
            add(category(e), reason(e));
        }

        void refused(Reply.Refusal refusal) {
            add(category(refusal), reason(refusal));
        }

        private void add(String category, String reason) {
            throttle(category); // registers the category, which counts against MAX_CATEGORIES from now on
            firstReasons.putIfAbsent(category, reason);
            counts.merge(category, 1, Integer::sum);
        }

        /** Writes the lines, each with the number of its failures. */
        void write() {
            firstReasons.forEach((category, reason) -> {
                int times = counts.getOrDefault(category, 0);
                String text = times == 1 ? reason : times + " times, first " + reason;
                logThrottled(operation, command, category, text, failures.get(category));
            });
        }
    }
}
