package io.redoubt.tck.invariants;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Utility class that waits until no invariant is violated after a test, and throws an error for violations that remain.
 */
final class ViolationWaiter {

    /**
     * Maximum wait for resources that are released in the background on a busy machine. Only a real leak costs the
     * full time.
     */
    static final Duration DEFAULT_WAIT = Duration.ofSeconds(20);

    private static final Duration POLL = Duration.ofMillis(5);

    private ViolationWaiter() {}

    /** Waits until there are no violations. Returns those that remain after the maximum wait. */
    static List<String> awaitNone(Duration maxWait, Supplier<List<String>> violations) {
        List<String> last = new ArrayList<>();
        try {
            Awaitility.await()
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL)
                    .atMost(maxWait)
                    .until(() -> {
                        last.clear();
                        last.addAll(violations.get());
                        return last.isEmpty();
                    });
        } catch (ConditionTimeoutException e) {
            // The caller throws the violations, which say more than a timeout.
        }
        return List.copyOf(last);
    }

    static void throwIfAny(List<String> violations) {
        if (!violations.isEmpty()) {
            throw new AssertionError(String.join("\n", violations));
        }
    }
}
