package io.redoubt.redis.core;

import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
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
        line(refusal.code(), operation, command, "refused with " + refusal.code());
    }

    private void line(String sort, Operation operation, String command, String what) {
        // Bounded: sorts are the driver's kinds and the server's error codes.
        throttles
                .computeIfAbsent(sort, s -> new LogThrottle(nanoTime))
                .pass(leftOut -> LOG.warn(
                        "{} ({} on {}) failed: {}{}", operation.name(), command, operation.template(), what, leftOut));
    }
}
