package io.redoubt.redis.core;

import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
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
        // The driver's message names host and port; the exception itself goes to the caller with its stack.
        line(e.kind().name(), operation, command, String.valueOf(e.getMessage()));
    }

    void refused(Operation operation, String command, Reply.Refusal refusal) {
        String code = isKnownSort(refusal.code()) ? refusal.code() : "ERR";
        line(code, operation, command, "refused with " + code);
    }

    /** Whether a word is fit to be logged and counted: a script may make up codes of its own, out of what it was given. */
    private boolean isKnownSort(String code) {
        return CODE.matcher(code).matches() && (throttles.size() < MOST_SORTS || throttles.containsKey(code));
    }

    private void line(String sort, Operation operation, String command, String what) {
        throttles
                .computeIfAbsent(sort, s -> new LogThrottle(nanoTime))
                .pass(leftOut -> LOG.warn(
                        "{} ({} on {}) failed: {}{}", operation.name(), command, operation.template(), what, leftOut));
    }
}
