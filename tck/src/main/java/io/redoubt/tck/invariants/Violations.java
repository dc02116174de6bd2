package io.redoubt.tck.invariants;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** What is wrong after a test. */
final class Violations {

    /** How long things may take to end in the background, on a machine that does much else: only what stays costs it. */
    static final Duration DEFAULT_WAIT = Duration.ofSeconds(20);

    private static final Duration POLL = Duration.ofMillis(5);

    private Violations() {}

    /** The complaints that are still there when patience ends. */
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
            // Whoever asked raises them, with more to say than that time is up.
        }
        return List.copyOf(last);
    }

    static void throwIfAny(List<String> violations) {
        if (!violations.isEmpty()) {
            throw new AssertionError(String.join("\n", violations));
        }
    }
}
